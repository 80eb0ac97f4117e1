//! What is in a zip archive, and what everything in it is called.

use std::collections::HashSet;

use arcs::Entity;
use arcs::kinds::Resource;
use sha2::{Digest, Sha256};
use store::uploads::Object;
use uuid::Uuid;

use crate::names;

/// Seconds of a day.
const DAY: i64 = 24 * 3600;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder: safe to unpack, and no other's.
    pub name: String,
    /// SHA-256 of its bytes, which names the blob.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// When it came, in seconds since 1970.
    pub created: i64,
}

/// What is in an archive: files in one folder, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What the folder is called, and the archive but for its extension.
    pub folder: String,
    /// The files.
    pub files: Vec<File>,
}

impl Selection {
    /// The files of resources. The folder is called by the first title, with dashes for spaces, and by how many others there are.
    pub fn of(resources: &[Entity<Resource>]) -> Self {
        let mut taken = HashSet::new();
        let files = resources.iter().map(|resource| File {
            name: names::distinct(&names::safe(&resource.facts.file_name, "file"), &mut taken),
            sha256: resource.facts.sha256.clone(),
            size: resource.facts.file_size,
            created: resource.stored.create_time,
        });
        let files = files.collect();
        let title = resources.first().map_or("", |resource| &resource.facts.title);
        Self { folder: folder(title, resources.len().saturating_sub(1)), files }
    }

    /// Bytes of all files.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    /// The name to save it under.
    pub fn file_name(&self) -> String {
        format!("{}.zip", self.folder)
    }

    /// Where it is written.
    pub fn object(&self, now: i64) -> Object {
        Object::made(self.id(now))
    }

    /// What it is known by. The same selection has the same id on the same day (`now` is in seconds since 1970), and another one on the
    /// next: what was written is deleted a day later, and must not be while somebody is sent there.
    pub fn id(&self, now: i64) -> Uuid {
        let mut digest = Sha256::new();
        digest.update(now.div_euclid(DAY).to_be_bytes());
        digest.update(&self.folder);
        for file in &self.files {
            // No name holds a line feed, and neither do digits and numbers.
            digest.update(format!("\n{}\n{}\n{}\n{}", file.name, file.sha256, file.size, file.created));
        }
        let mut id = [0; 16];
        id.copy_from_slice(&digest.finalize()[..16]);
        Uuid::from_bytes(id)
    }
}

fn folder(title: &str, others: usize) -> String {
    let title: String = title.split_whitespace().collect::<Vec<_>>().join("-");
    let title = names::safe(&title, "files");
    match others {
        0 => title,
        1 => format!("{title}-and-1-other"),
        _ => format!("{title}-and-{others}-others"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_called_by_the_first_title() {
        assert_eq!(folder("North wall", 0), "North-wall");
        assert_eq!(folder("North  wall ", 1), "North-wall-and-1-other");
        assert_eq!(folder("North wall", 2), "North-wall-and-2-others");
        assert_eq!(folder("../..", 1), "_-and-1-other");
        assert_eq!(folder("", 0), "files");
    }

    #[test]
    fn a_selection_has_one_place_a_day() {
        let file = |name: &str| File { name: name.to_owned(), sha256: "00".to_owned(), size: 1, created: 0 };
        let of =
            |names: &[&str]| Selection { folder: "f".to_owned(), files: names.iter().map(|name| file(name)).collect() };
        let (one, other) = (of(&["a", "b"]), of(&["b", "a"]));
        assert_eq!(one.object(10), one.object(DAY - 1));
        assert_ne!(one.object(10), one.object(DAY));
        assert_ne!(one.object(10), other.object(10));
    }
}
