//! What a user has preferred ends with the user.

use api::preferences::Preferences;
use api::write::Attempts;
use api::{Call, Problem};
use records::Uri;
use records::types::PREFERENCE;
use store::Key;

/// Preferences that go in one transaction.
const TOGETHER: usize = 20;

/// Removes all preferences of a user, unmentioned in the delete feed: nobody harvests them.
pub(super) async fn forget(call: &Call, user: u64) -> Result<(), Problem> {
    let key = Key::preferences();
    let mut attempts = Attempts::new(call);
    loop {
        let fetched = call.store.fetch([key.clone()]).await?;
        let (mut index, version) = Preferences::read(&fetched)?;
        let numbers = index.of_user(user);
        if numbers.is_empty() {
            return Ok(());
        }
        let numbers = &numbers[..numbers.len().min(TOGETHER)];
        let uris: Vec<String> = numbers
            .iter()
            .filter_map(|(repository, number)| Uri::of(PREFERENCE.name, Some(*repository), *number))
            .map(|uri| uri.as_str().to_owned())
            .collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let mut staging = attempts.start();
        for preference in call.store.read(&uris).await?.into_iter().flatten() {
            staging.depend_on(&preference.uri);
            staging.forget(&PREFERENCE, &preference).await?;
        }
        for (_, number) in numbers {
            index.forget(*number);
        }
        staging.depend_on(&key.pk);
        staging.transaction.set_document(key.clone(), version, &index.write())?;
        attempts.commit(staging).await?;
    }
}
