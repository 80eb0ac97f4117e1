//! Tombstones: which records were deleted, and when. Harvesters ask for them.
//!
//! They are kept for ever, by year: one partition takes more deletes a second than an archive will ever make, and a
//! harvester that starts from the beginning reads one partition a year.

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::members::moment;

/// No archive has older tombstones: the year of the first release.
const FIRST_YEAR: i64 = 2026;

/// One record that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// When, in milliseconds since 1970 (UTC).
    pub moment: i64,
    /// Its URI.
    pub uri: String,
}

impl Store {
    /// URIs deleted at or after `since` (seconds since 1970), oldest first.
    pub async fn tombstones(&self, since: i64) -> Result<Vec<String>, Error> {
        Ok(self.deletions(since).await?.into_iter().map(|deletion| deletion.uri).collect())
    }

    /// What was deleted at or after `since` (seconds since 1970), and when; oldest first.
    pub async fn deletions(&self, since: i64) -> Result<Vec<Deletion>, Error> {
        let from = moment(since.saturating_mul(1000));
        let first = year(since).max(FIRST_YEAR);
        let mut deletions = vec![];
        for year in first..=year(self.clock().now()) {
            let partition = Key::tombstone(&year.to_string(), "").pk;
            let query =
                self.query(&partition, " AND sk >= :from").expression_attribute_values(":from", item::text(&from));
            for item in self.collect(query, usize::MAX).await? {
                let sk = item::get_text(&item, "sk")?;
                let Some((moment, rest)) = sk.split_once('#') else { continue };
                let uri = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
                let moment = i64::from_str_radix(moment, 16).map_err(Error::damaged)?;
                deletions.push(Deletion { moment, uri: uri.to_owned() });
            }
        }
        Ok(deletions)
    }
}

/// The partition of a deletion at this moment, in milliseconds since 1970 (UTC).
pub(crate) fn partition(milliseconds: i64) -> String {
    year(milliseconds / 1000).to_string()
}

/// The calendar year (UTC) of a moment: the Gregorian calendar repeats every 400 years of 146,097 days.
fn year(seconds: i64) -> i64 {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Years of this reckoning begin in March.
    let after_december = i64::from(day_of_year >= 306);
    year_of_era + era * 400 + after_december
}

#[cfg(test)]
mod tests {
    use super::year;

    #[test]
    fn years_begin_in_january() {
        assert_eq!(year(0), 1970);
        assert_eq!(year(1_767_225_599), 2025);
        assert_eq!(year(1_767_225_600), 2026);
        assert_eq!(year(1_709_164_800), 2024);
    }
}
