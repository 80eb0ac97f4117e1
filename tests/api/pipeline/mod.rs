//! What comes before the handler, and around it.

mod answer;
mod order;
