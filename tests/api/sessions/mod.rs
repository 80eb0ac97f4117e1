//! Logging in, and what becomes of a session.

mod expiry;
mod login;
mod logout;
mod throttle;
mod touch;
