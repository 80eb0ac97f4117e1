//! What nobody may read directly is read no other way.
