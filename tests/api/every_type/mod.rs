//! What holds for one type of record holds for all of them.

mod assignment;
mod concurrent;
mod costs;
mod faults;
