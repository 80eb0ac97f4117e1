//! What an address of the Image API 3 asks for: what there is, what makes sense but is not made here (501), and what makes none (400).

use api::Problem;

use crate::image::Size;

/// Which of the pictures that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Largest,
    Exactly(Size),
}

/// The picture as such, and the largest one of it that there is.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) whole: Size,
    pub(crate) largest: Size,
}

/// A part of the address: what it wants, or `None` for what is not made here.
type Read<T> = Result<Option<T>, Problem>;

/// Which picture is wanted, and whether as JPEG (else as PNG). `quality` has the format behind a full stop.
pub(crate) fn read(
    region: &str,
    size: &str,
    rotation: &str,
    quality: &str,
    limits: Limits,
) -> Result<(Wanted, bool), Problem> {
    // All parts are read before it is said that one is not made here: nonsense comes first.
    let is_whole = read_region(region, limits.whole)?;
    let wanted = read_size(size, limits)?;
    let is_upright = read_rotation(rotation)?;
    let is_jpeg = read_file(quality)?;
    is_whole.ok_or_else(|| not_made("pictures are given whole: the region must be full"))?;
    is_upright.ok_or_else(|| not_made("pictures are not turned: the rotation must be 0"))?;
    let is_jpeg = is_jpeg.ok_or_else(|| not_made("pictures are default or color, and jpg or png"))?;
    let wanted = wanted.ok_or_else(no_such_size)?;
    Ok((wanted, is_jpeg))
}

/// The answer to a size that makes sense, of which there is no picture.
pub(crate) fn no_such_size() -> Problem {
    not_made("there is no picture of this size: info.json tells the sizes")
}

fn not_made(text: &str) -> Problem {
    Problem::NotImplemented(text.to_owned())
}

fn read_region(region: &str, whole: Size) -> Read<()> {
    if region == "full" {
        return Ok(Some(()));
    }
    let wrong = || Problem::bad_request("the region is full, square, x,y,w,h or pct:x,y,w,h, and touches the picture");
    let is_sound = if let Some(shares) = region.strip_prefix("pct:") {
        let touching = |share: [f64; 4]| share[0] < 100.0 && share[1] < 100.0 && share[2] > 0.0 && share[3] > 0.0;
        numbers(shares, decimal).is_some_and(touching)
    } else {
        let touching = |part: [u32; 4]| part[0] < whole.width && part[1] < whole.height && part[2] > 0 && part[3] > 0;
        region == "square" || numbers(region, whole_number).is_some_and(touching)
    };
    if is_sound { Ok(None) } else { Err(wrong()) }
}

fn read_size(size: &str, limits: Limits) -> Read<Wanted> {
    let wrong =
        || Problem::bad_request("the size is max, w,h, w, or ,h, !w,h or pct:n, and within what info.json says");
    let (may_grow, size) = match size.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, size),
    };
    if size == "max" {
        return Ok((!may_grow).then_some(Wanted::Largest));
    }
    if let Some(share) = size.strip_prefix("pct:") {
        let share = decimal(share).ok_or_else(wrong)?;
        return if share > 0.0 && (may_grow || share <= 100.0) { Ok(None) } else { Err(wrong()) };
    }
    let (is_box, sides) = match size.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, size),
    };
    let (width, height) = sides.split_once(',').ok_or_else(wrong)?;
    let length = |text: &str| if text.is_empty() { Some(None) } else { whole_number(text).map(Some) };
    let (width, height) = (length(width).ok_or_else(wrong)?, length(height).ok_or_else(wrong)?);
    let is_nothing = width == Some(0) || height == Some(0) || (width.is_none() && height.is_none());
    if is_nothing || (is_box && (width.is_none() || height.is_none())) {
        return Err(wrong());
    }
    if is_box || may_grow {
        return Ok(None);
    }
    let Limits { whole, largest } = limits;
    match (width, height) {
        (Some(width), Some(height)) if width <= largest.width && height <= largest.height => {
            Ok(Some(Wanted::Exactly(Size { width, height })))
        }
        (Some(width), None) if width <= whole.width.min(largest.width) => Ok(None),
        (None, Some(height)) if height <= whole.height.min(largest.height) => Ok(None),
        _ => Err(wrong()),
    }
}

fn read_rotation(rotation: &str) -> Read<()> {
    let (is_mirrored, turn) = match rotation.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, rotation),
    };
    match decimal(turn).filter(|turn| *turn <= 360.0) {
        Some(_) => Ok((!is_mirrored && turn == "0").then_some(())),
        None => Err(Problem::bad_request("the rotation is a number from 0 to 360")),
    }
}

fn read_file(file: &str) -> Read<bool> {
    let (quality, format) = file.split_once('.').unwrap_or((file, ""));
    if !["default", "color", "gray", "bitonal"].contains(&quality) {
        return Err(Problem::bad_request("the quality is default, color, gray or bitonal"));
    }
    let is_made = ["default", "color"].contains(&quality);
    match format {
        "jpg" => Ok(is_made.then_some(true)),
        "png" => Ok(is_made.then_some(false)),
        "tif" | "gif" | "jp2" | "pdf" | "webp" => Ok(None),
        _ => Err(Problem::bad_request("the format is jpg or png")),
    }
}

fn numbers<T: Copy>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<[T; 4]> {
    let numbers: Option<Vec<T>> = text.split(',').map(read).collect();
    numbers?.try_into().ok()
}

fn whole_number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A number that is not negative, without an exponent.
fn decimal(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status of a picture of 1500 by 1000 pixels, of which there is one that fits 700 by 700.
    fn status(region: &str, size: &str, rotation: &str, file: &str) -> u16 {
        let (whole, largest) = (Size { width: 1500, height: 1000 }, Size { width: 700, height: 467 });
        read(region, size, rotation, file, Limits { whole, largest }).map_or_else(|problem| problem.status(), |_| 200)
    }

    #[test]
    fn what_is_made_is_found() {
        for (size, file) in [("max", "default.jpg"), ("700,467", "color.png"), ("100,67", "default.png")] {
            assert_eq!(status("full", size, "0", file), 200, "{size} {file}");
        }
    }

    #[test]
    fn what_is_not_made_is_told_from_nonsense() {
        for region in ["square", "0,0,10,10", "1499,999,9999,9999", "pct:0,0,50,50", "pct:99.5,0,1,0.5"] {
            assert_eq!(status(region, "max", "0", "default.jpg"), 501, "{region}");
        }
        for region in
            ["", "FULL", "0,0,0,10", "1500,0,1,1", "0,0,1", "a,b,c,d", "-1,0,1,1", "pct:100,0,1,1", "pct:1,1", "pct:"]
        {
            assert_eq!(status(region, "max", "0", "default.jpg"), 400, "{region}");
        }
        for size in
            ["^max", "^2000,2000", "^2000,", "!100,100", "^!9000,9000", "50,", ",50", "pct:50", "pct:0.5", "^pct:200"]
        {
            assert_eq!(status("full", size, "0", "default.jpg"), 501, "{size}");
        }
        for size in
            ["full", "", ",", "0,0", "0,", "1500,1000", "5000,", "pct:0", "pct:101", "!100,", "x,y", "1,2,3", "^"]
        {
            assert_eq!(status("full", size, "0", "default.jpg"), 400, "{size}");
        }
        for (rotation, expected) in
            [("90", 501), ("22.5", 501), ("!0", 501), ("361", 400), ("-1", 400), ("x", 400), ("", 400)]
        {
            assert_eq!(status("full", "max", rotation, "default.jpg"), expected, "{rotation}");
        }
        for (file, expected) in [
            ("gray.jpg", 501),
            ("bitonal.png", 501),
            ("default.webp", 501),
            ("native.jpg", 400),
            ("default", 400),
            ("default.jpg.png", 400),
            (".jpg", 400),
            ("default.frob", 400),
        ] {
            assert_eq!(status("full", "max", "0", file), expected, "{file}");
        }
        // What makes no sense comes first.
        assert_eq!(status("square", "max", "0", "native.jpg"), 400);
    }
}
