//! A program that is measured, while it runs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Ends with its owner.
pub(crate) struct Running {
    child: Child,
    /// The lines that it said before it was ready.
    pub(crate) said: Vec<String>,
}

impl Running {
    /// Starts the archive's program, and waits until it says `ready`.
    pub(crate) fn start(program: &Path, arguments: &[&str], data: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).env("DATA", data).env("PORT", "0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = vec![];
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.last().unwrap().starts_with("ready") {
                break;
            }
        }
        assert!(said.last().is_some_and(|line| line.starts_with("ready")), "{} did not start", program.display());
        Self { child, said }
    }

    /// What it said after this name and an equals sign.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.said.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap()
    }

    /// Megabytes in memory: now, and at most so far.
    pub(crate) fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let field = |name: &str| -> f64 {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
        };
        (field("VmRSS"), field("VmHWM"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Time on a processor that a process and its threads have used so far. The kernel counts it in nanoseconds here, and in
/// hundredths of a second elsewhere.
pub(crate) fn processor_time(process: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let used = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok());
    Duration::from_nanos(used.filter_map(|text| text.split(' ').next()?.parse::<u64>().ok()).sum())
}
