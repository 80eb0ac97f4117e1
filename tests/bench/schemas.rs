//! What the schemas add to a function: bytes to its program, and time to its first record. Nothing to its start: a schema is read
//! when it is first asked for, and a function asks for those of the types that it serves.

use std::time::{Duration, Instant};

use records::enumerations::Lists;
use records::{schema, validate};
use tests::samples::Samples;

use crate::row;

/// Must come before anything else reads a schema in this process.
pub(crate) fn measure() {
    let lists = Lists::seeded();
    let body = serde_json::json!({ "jsonmodel_type": "accession", "id_0": "1", "accession_date": "2012-05-03", "title": "Letters" });
    let check = |body: &serde_json::Value| {
        let began = Instant::now();
        let checked = validate::check("accession", body.clone(), &lists);
        let took = began.elapsed();
        assert!(checked.is_ok(), "{:?}", checked.err());
        took
    };
    let (first, second) = (check(&body), check(&body));
    let near = [("top_container", "/repositories/2/top_containers/1"), ("subject", "/subjects/1")];
    let near = near.map(|(name, uri)| (name, uri.to_owned()));
    let full = Samples::new(near).full("accession", "x");
    let (first_full, second_full) = (check(&full), check(&full));
    let bytes: usize = schema::names().filter_map(schema::json).map(str::len).sum();
    row(
        "schemas in a function",
        &format!("{} KB", bytes / 1000),
        &format!("{} types, as text; none is read at the start", schema::names().count()),
    );
    let micros = |time: Duration| format!("{:.0} µs", time.as_secs_f64() * 1_000_000.0);
    row("first accession checked", &micros(first), &format!("the second {}", micros(second)));
    row("first with everything in it", &micros(first_full), &format!("the second {}", micros(second_full)));
}
