//! Passwords: argon2id, 19 MiB, two passes, one lane.
//!
//! Hashing costs tens of milliseconds of a core, on purpose. It runs beside the requests, a few at a time: a crowd of logins
//! waits here and not in memory.

use api::Problem;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Memory in KiB, passes, lanes: the profile that OWASP names for argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Hashes under way at once, and so at most 76 MiB.
const TOGETHER: usize = 4;

/// A hash to which nobody knows a password, at the same cost: unknown users are checked against it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$FIV+Go9puSMPROenq8aLAQ$pyreVJoJuI2kcUnOEit6oDhY6yzfaUNTZ6cboVlSm4w";

static TURN: Semaphore = Semaphore::const_new(TOGETHER);

/// The hash of a new password, as PHC text.
pub(crate) async fn hash(password: &str) -> Result<String, Problem> {
    let password = password.to_owned();
    run(move || {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| failed(&error))?;
        let salt = SaltString::encode_b64(&salt).map_err(|error| failed(&error))?;
        let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(|error| failed(&error))?;
        Ok(hash.to_string())
    })
    .await?
}

/// Whether a password is the one that was hashed. Without a hash the work is the same, and the answer no.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool, Problem> {
    let password = password.to_owned();
    let is_known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    run(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| failed(&error))?;
        // The cost is the hash's own.
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && is_known)
    })
    .await?
}

fn argon2() -> Result<Argon2<'static>, Problem> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|error| failed(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let _turn = TURN.acquire().await.map_err(|error| failed(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    Problem::Unavailable(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_fits() {
        let hash = hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!verify("Correct horse", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_costs_the_same_and_has_no_password() {
        let (memory, passes, lanes) = COST;
        let params = Params::try_from(&PasswordHash::new(NOBODY).unwrap()).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (memory, passes, lanes));
        assert_eq!(params.output_len(), Some(32));
        assert!(!verify("", None).await.unwrap());
    }
}
