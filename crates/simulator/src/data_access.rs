//! Data Access, the API of all feeds of files: documents, files, listings and downloads.
//!
//! Reading order: `document` (a record collection), `pack` (the bytes of a file), `file` (names, parts, times),
//! `catalogue` (what there is), `listing`, `api` (the other routes).

mod api;
mod catalogue;
mod document;
mod file;
mod listing;
mod pack;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::api::Shared;
pub(crate) use catalogue::{Catalogue, ServedFile};
pub use catalogue::{FileBody, WorldFileSpec};
pub(crate) use document::Body;
pub(crate) use file::publish;
pub use file::{LATEST_PUBLICATION_HOURS, WorldFile};

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/data_access_le/account/{account}/le", get(api::base))
        .route("/data_access_le/account/{account}/le/schema", get(api::schema))
        .route("/data_access_le/account/{account}/le/{feed}", get(listing::listing))
        .route("/data_access_le/account/{account}/le/{feed}/{file}", get(api::file))
        .route("/data_access_le/account/{account}/le/{feed}/moved/{file}", get(api::moved_file))
}
