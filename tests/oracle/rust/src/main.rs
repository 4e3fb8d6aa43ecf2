//! Answers requests with the crate `croner` or the crate `cron`, each with its
//! defaults, in UTC. Requests as for python/driver.py.

use std::io::{self, BufRead, Write};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde_json::{json, Value};

type Ticks = Result<Vec<Vec<i64>>, String>;

fn start(at: &Value) -> DateTime<Utc> {
    DateTime::from_timestamp(at.as_i64().unwrap(), 0).unwrap()
}

fn with_croner(text: &str, from: &[Value], n: usize) -> Ticks {
    let schedule = croner::Cron::from_str(text).map_err(|e| e.to_string())?;
    let ticks = |from| {
        let mut at = start(from);
        let mut found = Vec::new();
        while found.len() < n {
            match schedule.find_next_occurrence(&at, false) {
                Ok(next) => at = next,
                Err(_) => break, // nothing within its search
            }
            found.push(at.timestamp());
        }
        found
    };
    Ok(from.iter().map(ticks).collect())
}

fn with_cron(text: &str, from: &[Value], n: usize) -> Ticks {
    let schedule = cron::Schedule::from_str(text).map_err(|e| e.to_string())?;
    let ticks = |from| {
        let found = schedule.after(&start(from)).take(n);
        found.map(|at| at.timestamp()).collect()
    };
    Ok(from.iter().map(ticks).collect())
}

fn main() {
    let library = match std::env::args().nth(1).as_deref() {
        Some("croner") => with_croner,
        Some("cron") => with_cron,
        other => panic!("unknown crate {other:?}"),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line.unwrap()).unwrap();
        assert_eq!(asked["zone"], "UTC");
        let answer = match library(
            asked["cron"].as_str().unwrap(),
            asked["from"].as_array().unwrap(),
            asked["n"].as_u64().unwrap() as usize,
        ) {
            Ok(ticks) => json!({ "ticks": ticks }),
            Err(reason) => json!({ "error": reason }),
        };
        writeln!(out, "{answer}").unwrap();
    }
}
