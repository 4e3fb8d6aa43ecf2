// Answers requests with cron-utils in Kestra's definition, or with Quartz.
// Requests as for python/driver.py.

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

public class Driver {
  static class Request {
    String cron;
    List<Long> from;
    int n;
    String zone;
  }

  static class Answer {
    List<List<Long>> ticks;
    String error;
  }

  /** The next tick in seconds since 1970, or nothing. */
  interface Schedule {
    Optional<Long> after(long instant);
  }

  /** Kestra's Schedule trigger: month and weekday names, seven nicknames. */
  static CronParser kestra(boolean withSeconds) {
    CronDefinitionBuilder fields = CronDefinitionBuilder.defineCron();
    if (withSeconds) {
      fields.withSeconds().withValidRange(0, 59).withStrictRange().and();
    }
    return new CronParser(
        fields.withMinutes().withValidRange(0, 59).withStrictRange().and()
            .withHours().withValidRange(0, 23).withStrictRange().and()
            .withDayOfMonth().withValidRange(1, 31).withStrictRange().and()
            .withMonth().withValidRange(1, 12).withStrictRange().and()
            .withDayOfWeek().withValidRange(0, 7).withMondayDoWValue(1)
            .withIntMapping(7, 0).withStrictRange().and()
            .withSupportedNicknameYearly().withSupportedNicknameAnnually()
            .withSupportedNicknameMonthly().withSupportedNicknameWeekly()
            .withSupportedNicknameDaily().withSupportedNicknameMidnight()
            .withSupportedNicknameHourly().instance());
  }

  static final CronParser FIVE = kestra(false);
  static final CronParser SIX = kestra(true);

  /** Six fields mean that the flow says withSeconds. */
  static Schedule cronUtils(String text, ZoneId zone) {
    boolean six = text.trim().split("\\s+").length == 6;
    ExecutionTime times = ExecutionTime.forCron((six ? SIX : FIVE).parse(text));
    return at -> times
        .nextExecution(ZonedDateTime.ofInstant(Instant.ofEpochSecond(at), zone))
        .map(ZonedDateTime::toEpochSecond);
  }

  static Schedule quartz(String text, ZoneId zone) throws Exception {
    CronExpression cron = new CronExpression(text);
    cron.setTimeZone(TimeZone.getTimeZone(zone));
    return at -> Optional.ofNullable(cron.getNextValidTimeAfter(new Date(at * 1000)))
        .map(date -> date.getTime() / 1000);
  }

  static List<Long> ticks(Schedule schedule, long start, int n) {
    List<Long> found = new ArrayList<>();
    Optional<Long> at = schedule.after(start);
    while (at.isPresent()) {
      found.add(at.get());
      if (found.size() == n) break;
      at = schedule.after(at.get());
    }
    return found;
  }

  static Answer answer(boolean quartz, Request asked) {
    Answer answer = new Answer();
    try {
      ZoneId zone = ZoneId.of(asked.zone);
      Schedule schedule =
          quartz ? quartz(asked.cron, zone) : cronUtils(asked.cron, zone);
      List<List<Long>> all = new ArrayList<>();
      for (long start : asked.from) all.add(ticks(schedule, start, asked.n));
      answer.ticks = all;
    } catch (Exception problem) { // whatever it throws is its answer
      answer.error = problem.toString();
    }
    return answer;
  }

  public static void main(String[] arguments) throws Exception {
    boolean quartz = arguments[0].equals("quartz");
    Gson gson = new Gson();
    PrintWriter out = new PrintWriter(System.out);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(gson.toJson(answer(quartz, gson.fromJson(line, Request.class))));
    }
    out.flush();
  }
}
