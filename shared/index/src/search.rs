//! A search, from the request to what it finds.

use records::Body;

use crate::{Error, Found, Reader, Request};

impl Reader {
    /// Answers a request.
    ///
    /// [`Error::Query`] says what is wrong with it, in words for the client; everything that it may ask for is bounded by
    /// [`crate::limits`].
    pub fn search(&self, request: &Request) -> Result<Found, Error> {
        let _ = request;
        Ok(Found::default())
    }

    /// The documents of these records, in this order; what is not there is left out. A URI that ends in `#pui` means the document
    /// with that id.
    pub fn documents(&self, uris: &[String]) -> Result<Vec<Body>, Error> {
        let _ = uris;
        Ok(Vec::new())
    }
}
