//! Lucene, which the original searches with. Its library comes from Debian's `liblucene8-java`, installed or unpacked in `.tools/lucene`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Parts of the library that are used.
const PARTS: [&str; 3] = ["lucene-core", "lucene-analyzers-common", "lucene-queryparser"];

/// The program that measures it; `None` where there is no Java or no Lucene.
pub(crate) fn program(folder: &Path) -> Option<Command> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let places = [workspace.join(".tools/lucene/usr/share/java"), PathBuf::from("/usr/share/java")];
    let library =
        places.iter().find_map(|place| PARTS.iter().map(|part| jar(place, part)).collect::<Option<Vec<_>>>())?;
    Command::new("java").arg("-version").output().ok().filter(|done| done.status.success())?;
    let jars: Vec<String> = library.iter().map(|jar| jar.display().to_string()).collect();
    let mut command = Command::new("java");
    command.args(["-Xmx1g", "-cp", &jars.join(":")]);
    command.arg(workspace.join("tests/bench/engines/Lucene.java")).arg(folder);
    Some(command)
}

/// A part of the library in a folder, of whatever version.
fn jar(place: &Path, part: &str) -> Option<PathBuf> {
    let files = std::fs::read_dir(place).ok()?.filter_map(|file| Some(file.ok()?.path()));
    let is_it = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let version = name.strip_prefix(part).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".jar"));
        version.is_some_and(|version| version.starts_with(|digit: char| digit.is_ascii_digit()))
    };
    files.filter(is_it).max()
}
