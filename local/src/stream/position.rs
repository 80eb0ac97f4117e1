//! How far a consumer has come, kept in a file of its name.
//!
//! The file is replaced, not rewritten, so it is never half a number. A position that is lost costs a repetition.

use std::path::{Path, PathBuf};

use tokio::sync::watch;

/// A consumer's position.
pub(super) struct Position {
    file: PathBuf,
    reached: watch::Sender<i64>,
}

impl Position {
    /// The position that was kept under a name; the beginning when there is none.
    pub(super) fn open(folder: &Path, name: &str) -> Self {
        let file = folder.join(format!("{name}.position"));
        let reached = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Self { file, reached: watch::Sender::new(reached) }
    }

    pub(super) fn get(&self) -> i64 {
        *self.reached.borrow()
    }

    pub(super) fn watch(&self) -> watch::Receiver<i64> {
        self.reached.subscribe()
    }

    /// Keeps a new position.
    pub(super) fn advance(&mut self, reached: i64) {
        let beside = self.file.with_extension("position.new");
        let kept = std::fs::write(&beside, reached.to_string()).and_then(|()| std::fs::rename(&beside, &self.file));
        if let Err(error) = kept {
            tracing::warn!(file = %self.file.display(), %error, "the position is not kept");
        }
        self.reached.send_replace(reached);
    }

    /// Puts a record that its consumer cannot take where a person finds it.
    pub(super) fn set_aside(&self, record: &str) -> std::io::Result<PathBuf> {
        use std::io::Write;
        let file = self.file.with_extension("set-aside.jsonl");
        let mut lines = std::fs::File::options().create(true).append(true).open(&file)?;
        lines.write_all(format!("{record}\n").as_bytes())?;
        Ok(file)
    }
}
