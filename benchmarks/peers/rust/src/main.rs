//! The crates croner and cron, asked what ../README.md says.

use chrono::{DateTime, TimeZone, Utc};
use std::{hint::black_box, str::FromStr};

const RUNS: usize = 5;
const INSTANTS: u64 = 64;

fn instants() -> Vec<i64> {
    (0..INSTANTS)
        .map(|i| 946_684_800 + (i * 2_654_435_761 % 1_262_304_000) as i64)
        .collect()
}

fn cpu_nanoseconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place for the result.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Prints the median time of a call and the sum of all answers of a run.
fn report(peer: &str, question: &str, calls: usize, mut work: impl FnMut() -> i64) {
    let mut times = Vec::new();
    let mut sum = 0;
    for _ in 0..RUNS {
        let start = cpu_nanoseconds();
        sum = work();
        times.push((cpu_nanoseconds() - start) / calls as f64);
    }
    times.sort_by(f64::total_cmp);
    println!("{peer}\t{question}\t{:.1}\t{sum}", times[RUNS / 2]);
}

/// The crate cron has seconds first, and Sunday is 1.
fn for_cron(text: &str) -> String {
    let (rest, weekdays) = text.rsplit_once(' ').unwrap();
    let shifted = weekdays
        .chars()
        .map(|c| c.to_digit(10).map_or(c, |day| char::from_digit(day + 1, 10).unwrap()));
    format!("0 {rest} {}", shifted.collect::<String>())
}

fn ask<Tz: TimeZone>(crons: &[String], zone: Tz, question: &str) {
    let calls = crons.len() * INSTANTS as usize;
    let times: Vec<DateTime<Tz>> = instants()
        .into_iter()
        .map(|t| zone.timestamp_opt(t, 0).unwrap())
        .collect();
    let croners: Vec<_> = crons.iter().map(|c| croner::Cron::from_str(c).unwrap()).collect();
    report("croner 4.0.3 (Rust)", question, calls, || {
        let mut sum = 0;
        for cron in &croners {
            for time in &times {
                sum += cron.find_next_occurrence(time, false).unwrap().timestamp();
            }
        }
        sum
    });
    let schedules: Vec<_> = crons
        .iter()
        .map(|c| cron::Schedule::from_str(&for_cron(c)).unwrap())
        .collect();
    report("cron 0.17.0 (Rust)", question, calls, || {
        let mut sum = 0;
        for schedule in &schedules {
            for time in &times {
                sum += schedule.after(time).next().unwrap().timestamp();
            }
        }
        sum
    });
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: rust_peer CRONS.txt");
    let crons: Vec<String> = std::fs::read_to_string(path)
        .expect("the file of crons")
        .lines()
        .map(String::from)
        .collect();
    ask(&crons, Utc, "next, UTC");
    ask(&crons, chrono_tz::Europe::Paris, "next, Europe/Paris");
    report("croner 4.0.3 (Rust)", "compile", crons.len(), || {
        for text in &crons {
            black_box(croner::Cron::from_str(text).unwrap());
        }
        0
    });
    let texts: Vec<String> = crons.iter().map(|c| for_cron(c)).collect();
    report("cron 0.17.0 (Rust)", "compile", crons.len(), || {
        for text in &texts {
            black_box(cron::Schedule::from_str(text).unwrap());
        }
        0
    });
}
