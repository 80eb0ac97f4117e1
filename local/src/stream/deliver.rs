//! Handing one batch over, however often that takes.

use std::time::Duration;

use super::consumer::{Consumer, Refusal};
use super::event::{Record, event};
use super::position::Position;

/// How often a batch is tried before it is halved.
const ATTEMPTS: u32 = 3;

/// Wait before the second attempt; it grows fourfold with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Longest wait for a consumer that is not there.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Returns once every record was taken or set aside.
pub(super) async fn deliver(consumer: &Consumer, batch: Vec<Record>, position: &mut Position) {
    // The parts still to be handed over, the next one last.
    let mut parts = vec![batch];
    while let Some(mut part) = parts.pop() {
        let Some(reached) = part.last().map(|record| record.sequence) else {
            continue;
        };
        match offer(consumer, &part).await {
            Ok(()) => position.advance(reached),
            Err(_) if part.len() > 1 => {
                let rest = part.split_off(part.len() / 2);
                parts.push(rest);
                parts.push(part);
            }
            Err(cause) => {
                set_aside(consumer, &part, position, &cause);
                position.advance(reached);
            }
        }
    }
}

/// Offers a part up to [`ATTEMPTS`] times, not counting those when the consumer is not there.
async fn offer(consumer: &Consumer, part: &[Record]) -> Result<(), String> {
    let event = event(part);
    let mut wait = FIRST_WAIT;
    let mut failures = 0;
    loop {
        match consumer.take(event.clone()).await {
            Ok(()) => return Ok(()),
            Err(Refusal::Failed(cause)) => {
                failures += 1;
                if failures == ATTEMPTS {
                    return Err(cause);
                }
            }
            Err(Refusal::Unreachable(cause)) => {
                tracing::debug!(consumer = consumer.name(), cause, "not there yet");
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 4).min(LONGEST_WAIT);
    }
}

fn set_aside(consumer: &Consumer, part: &[Record], position: &Position, cause: &str) {
    for record in part {
        let kept = position.set_aside(&record.json);
        tracing::error!(consumer = consumer.name(), sequence = record.sequence, cause, ?kept, "a record was set aside");
    }
}
