#pragma once
// The functions of the table in commands.cpp, one file each or one for those
// that share their parts. All return the exit code and throw what failure.hpp
// lists.

namespace lockstep::cli {

class Session;

int completions_command(Session& session);
int cron_check_command(Session& session);
int cron_compare_command(Session& session);
int cron_convert_command(Session& session);
int cron_count_command(Session& session);
int cron_describe_command(Session& session);
int cron_eval_command(Session& session);
int cron_next_command(Session& session);
int cron_prev_command(Session& session);
int cron_sort_command(Session& session);
int cron_window_command(Session& session);
int derive_command(Session& session);
int explain_command(Session& session);
int gate_command(Session& session);
int init_command(Session& session);
int lint_command(Session& session);
int report_command(Session& session);
int emit_command(Session& session);
int rules_command(Session& session);
int schema_command(Session& session);

}  // namespace lockstep::cli
