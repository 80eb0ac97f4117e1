//! The archive in one process, for one machine and for tests.
//!
//! What runs on AWS as functions, a table, a bucket and a stream runs here as one program: the API's router, an embedded
//! DynamoDB (dynoxide, in one SQLite file), an embedded S3 (s3s, in a folder), and the stream's consumers. The API still
//! talks to the stores through the AWS SDK, over loopback: there is one storage code path.
//!
//! What was acknowledged survives the end of the process, however it ends.

mod archive;
mod database;
mod durability;
mod dynamodb;
mod failure;
mod folder;
mod objects;
mod operations;
mod serve;
mod stream;
mod table;
mod tokens;
pub mod wiring;

pub use archive::{ACCESS_KEY, Archive, Endpoints, Options, REGION, SECRET_KEY, Service, Stores};
pub use failure::Failure;
pub use folder::Data;
pub use stream::{Consumer, Refusal, Taken};
pub use table::{BUCKET, TABLE, table_definition};
