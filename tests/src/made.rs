//! Files that are made on the spot: a photograph, and a document.

use std::fmt::Write as _;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A picture with soft colours, edges and the noise of a camera, as JPEG.
pub fn photograph(width: u16, height: u16) -> Vec<u8> {
    let mut noise = 12_345_u32;
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let soft = u8::try_from((x / 16 + y / 23) % 200).unwrap();
            let grain = u8::try_from(noise >> 28).unwrap();
            let edge = if (x / 37 + y / 53) % 2 == 0 { 20 } else { 0 };
            pixels.extend([soft + grain, soft / 2 + edge + grain, 220 - soft]);
        }
    }
    let mut out = vec![];
    let mut encoder = Encoder::new(&mut out, 88);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.encode(&pixels, width, height, ColorType::Rgb).unwrap();
    out
}

/// A document of so many pages, each full of lines; the first line of each is `Page` and its number.
pub fn document(pages: usize) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>".to_owned(),
    ];
    let mut kids = String::new();
    for page in 1..=pages {
        let mut content = format!("BT /F 11 Tf 13 TL 72 720 Td (Page {page}) Tj T*");
        for line in 0..44 {
            let _ = write!(
                content,
                " (Trench {line}: sherds, bones and a coin of bronze, north of the wall, day {page}.) Tj T*"
            );
        }
        content.push_str(" ET 0.5 w 72 70 m 540 70 l S");
        let _ = write!(kids, "{} 0 R ", objects.len() + 1);
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            objects.len() + 2
        ));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<</Type/Pages/Count {pages}/Kids[{kids}]/MediaBox[0 0 612 792]>>");
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = vec![];
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}
