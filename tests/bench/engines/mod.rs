//! Searching 100,000 descriptions: the archive's index, Lucene and SQLite's FTS5, on the same texts and the same questions.
//!
//! Each engine is a program of its own, so that its memory is its own, and prints what it measured as lines of a name and a value. All
//! of them count every hit and return the best ten with their records; a question is asked twice, and the second time counts.

mod archive;
mod corpus;
mod lucene;
mod own;
mod sqlite;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::Running;
use crate::row;

/// What is measured at each kind of question.
pub(crate) const KINDS: [&str; 4] = ["term", "and", "phrase", "facet"];

/// What an engine printed.
type Figures = BTreeMap<String, f64>;

/// Runs one engine on what is in a folder.
pub(crate) async fn run(engine: &str, folder: &Path) {
    match engine {
        "own" => own::measure(folder).await,
        "sqlite" => sqlite::measure(folder),
        other => panic!("there is no engine {other}"),
    }
}

pub(crate) async fn measure(fonds: &Path) {
    let records: u64 = std::env::var("DESCRIPTIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(100_000);
    let folder = std::env::temp_dir().join(format!("fonds-bench-engines-{}", std::process::id()));
    let data = folder.join("data");
    std::fs::create_dir_all(&data).unwrap();
    corpus::write(&folder, records);
    archive::prepare(fonds, &data).await;
    let stores = Running::start(fonds, &["stores"], &data);
    let variables: Vec<(String, String)> = stores
        .said
        .iter()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let own = read(program("own", &folder).envs(variables));
    drop(stores);
    let sqlite = read(&mut program("sqlite", &folder));
    let lucene = lucene::program(&folder).map(|mut program| read(&mut program)).unwrap_or_default();
    compare(records, &own, &lucene, &sqlite);
    archive::measure(fonds, &data, records, &own, &corpus::questions(&folder)).await;
    let _ = std::fs::remove_dir_all(folder);
}

/// This program again, as one engine.
fn program(engine: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["engine", engine]).arg(folder);
    command
}

fn read(command: &mut Command) -> Figures {
    let done = command.stdout(Stdio::piped()).output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    text.lines()
        .filter_map(|line| Some((line.split_once(' ')?.0.to_owned(), line.split_once(' ')?.1.parse().ok()?)))
        .collect()
}

fn compare(records: u64, own: &Figures, lucene: &Figures, sqlite: &Figures) {
    let beside = |figure: &dyn Fn(&Figures) -> String| {
        let lucene = if lucene.is_empty() { "not here".to_owned() } else { figure(lucene) };
        format!("Lucene {lucene}; SQLite {}", figure(sqlite))
    };
    let get = |figures: &Figures, name: &str| figures.get(name).copied().unwrap_or_default();
    let compared = |what: &str, figure: &dyn Fn(&Figures) -> String| row(what, &figure(own), &beside(figure));
    compared(&format!("index {records} descriptions"), &|figures| format!("{:.0}/s", get(figures, "rate")));
    compared("index, size", &|figures| format!("{:.0} MB", get(figures, "bytes") / 1e6));
    compared("index, memory at most", &|figures| format!("{:.0} MB", get(figures, "indexing_memory")));
    for kind in KINDS {
        compared(&format!("search, {kind}"), &|figures| {
            let (middle, late) = (get(figures, &format!("{kind}_p50")), get(figures, &format!("{kind}_p95")));
            format!("{middle:.2}/{late:.2} ms p50/95")
        });
        compared(&format!("search, {kind}, hits"), &|figures| format!("{:.0}", get(figures, &format!("{kind}_hits"))));
    }
    compared("open and first search, in process", &|figures| format!("{:.1} ms", get(figures, "cold")));
    compared("search, memory at most", &|figures| format!("{:.0} MB", get(figures, "memory")));
}

/// Prints a figure for whoever compares.
pub(crate) fn say(name: &str, value: f64) {
    let mut out = std::io::stdout();
    writeln!(out, "{name} {value}").unwrap();
}

/// Asks every question twice and prints what the second time took. `ask` says how many hits there are.
pub(crate) fn ask_all(folder: &Path, mut ask: impl FnMut(&str, &str) -> u64) {
    let questions = corpus::questions(folder);
    for kind in KINDS {
        let mut times: Vec<Duration> = vec![];
        let mut hits = 0;
        for pass in 0..2 {
            for (_, words) in questions.iter().filter(|(of, _)| of == kind) {
                let began = Instant::now();
                let found = ask(kind, words);
                if pass == 1 {
                    times.push(began.elapsed());
                    hits += found;
                }
            }
        }
        times.sort_unstable();
        let percentile = |of_hundred: usize| times[(times.len() - 1) * of_hundred / 100].as_secs_f64() * 1000.0;
        say(&format!("{kind}_p50"), percentile(50));
        say(&format!("{kind}_p95"), percentile(95));
        say(&format!("{kind}_hits"), f64::from(u32::try_from(hits).unwrap()));
    }
}

/// The most memory that this program had so far, in megabytes.
pub(crate) fn most_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
