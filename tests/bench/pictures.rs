//! Looking into files: side by side with what is used for it elsewhere, where that is installed (`libvips-tools`, `poppler-utils`).

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use media::decoder::Session;
use tests::made::{document, photograph};

use crate::row;

/// Pictures that are made smaller, one after another.
const PICTURES: u32 = 10;

/// Pages that are rendered.
const PAGES: u16 = 100;

/// How often the memory of a process is looked at.
const LOOK: Duration = Duration::from_millis(1);

pub(crate) async fn measure() {
    let folder = std::env::temp_dir().join(format!("fonds-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let picture = folder.join("camera.jpg");
    std::fs::write(&picture, photograph(6000, 4000)).unwrap();
    thumbnails(&picture, &folder).await;
    let notebook = folder.join("notebook.pdf");
    std::fs::write(&notebook, document(PAGES.into())).unwrap();
    pages(&notebook, &folder).await;
    let _ = std::fs::remove_dir_all(folder);
}

async fn open(kind: &str, bytes: &[u8]) -> Session {
    let mut session = Session::open(kind, bytes.len() as u64).await.unwrap();
    session.feed(bytes).await.unwrap();
    session
}

async fn thumbnails(picture: &Path, folder: &Path) {
    let bytes = std::fs::read(picture).unwrap();
    let began = Instant::now();
    let mut most = 0.0_f64;
    for _ in 0..PICTURES {
        let mut session = open("image/jpeg", &bytes).await;
        session.look().await.unwrap();
        most = most.max(memory(session.process()));
    }
    let ours = f64::from(PICTURES) / began.elapsed().as_secs_f64();
    let mut vips = vec![];
    for (size, name) in [("100", "thumb.png"), ("700", "preview.png")] {
        let out = folder.join(name);
        let mut command = Command::new("vipsthumbnail");
        command.arg(picture).args(["--size", size, "-o"]).arg(out);
        vips.extend(run(command, PICTURES).await);
    }
    let beside = match vips[..] {
        [thumbnail, preview] => {
            let both = f64::from(PICTURES) / (thumbnail.0 + preview.0).as_secs_f64();
            format!("libvips: {both:.1}/s, {:.0} MB", thumbnail.1.max(preview.1))
        }
        _ => "libvips is not installed".to_owned(),
    };
    row("24 megapixels: thumbnail and preview", &format!("{ours:.1}/s, {most:.0} MB"), &beside);
}

async fn pages(notebook: &Path, folder: &Path) {
    let bytes = std::fs::read(notebook).unwrap();
    let began = Instant::now();
    let mut session = open("application/pdf", &bytes).await;
    session.render(0, PAGES.into()).await.unwrap();
    for _ in 0..PAGES {
        session.next_page().await.unwrap();
    }
    let ours = f64::from(PAGES) / began.elapsed().as_secs_f64();
    let most = memory(session.process());
    let mut command = Command::new("pdftoppm");
    command.args(["-jpeg", "-scale-to", "1768"]).arg(notebook).arg(folder.join("page"));
    let beside = match run(command, 1).await {
        Some((time, most)) => {
            format!("pdftoppm: {:.1}/s, {most:.0} MB", f64::from(PAGES) / time.as_secs_f64())
        }
        None => "pdftoppm is not installed".to_owned(),
    };
    row("pages of a document, as JPEG", &format!("{ours:.1}/s, {most:.0} MB"), &beside);
}

/// How long a program takes for so many runs, and the megabytes that it had at most; `None` when it is not installed.
async fn run(mut command: Command, times: u32) -> Option<(Duration, f64)> {
    let began = Instant::now();
    let mut most = 0.0_f64;
    for _ in 0..times {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        while child.try_wait().unwrap().is_none() {
            most = most.max(memory(Some(child.id())));
            tokio::time::sleep(LOOK).await;
        }
    }
    Some((began.elapsed(), most))
}

/// The megabytes that a process has had at most so far.
fn memory(process: Option<u32>) -> f64 {
    let status = process.and_then(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok()).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
