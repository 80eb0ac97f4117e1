//! What requests cost: calls and capacity units, exactly. A change that makes one dearer fails here.

mod abuse;
mod collections;
mod many;
mod records;
