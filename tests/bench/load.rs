//! Requests one after the other, and from several clients at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Clients at once.
pub(crate) const CLIENTS: usize = 8;

/// How long each request took, and how many there were in a second.
pub(crate) struct Measured {
    times: Vec<Duration>,
    /// Requests a second.
    pub(crate) rate: f64,
}

impl Measured {
    /// The time below which so many of a hundred requests stayed, in milliseconds.
    pub(crate) fn percentile(&self, of_hundred: usize) -> f64 {
        let place = (self.times.len() - 1) * of_hundred / 100;
        self.times[place].as_secs_f64() * 1000.0
    }
}

/// Makes `count` requests from `clients` at once. Each is told its number.
pub(crate) async fn run<F, T>(clients: usize, count: usize, request: F) -> Measured
where
    F: Fn(usize) -> T + Clone + Send + Sync + 'static,
    T: Future<Output = ()> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (next, request) = (Arc::clone(&next), request.clone());
            tokio::spawn(async move {
                let mut times = vec![];
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return times;
                    }
                    let began = Instant::now();
                    request(number).await;
                    times.push(began.elapsed());
                }
            })
        })
        .collect();
    let mut times = vec![];
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let rate = f64::from(u32::try_from(count).unwrap()) / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Measured { times, rate }
}

/// The middle one.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
