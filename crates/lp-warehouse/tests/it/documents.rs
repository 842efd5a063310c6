//! Data Access files made by hand: one document, with conversations as a test wants them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::deployment::ACCOUNT;

/// A conversation with one message.
pub(crate) fn conversation(id: &str) -> String {
    entity("com.liveperson.dataaccess.Conversation", &format!(r#""conversationId":"{id}",{TRANSCRIPTS}"#))
}

/// The message of [`conversation`].
pub(crate) const TRANSCRIPTS: &str = r#""transcripts":[{"text":"hello","timestamp":1780000000000}]"#;

/// An item of `engagements`.
pub(crate) fn entity(name: &str, fields: &str) -> String {
    format!(r#"{{"{name}":{{{fields}}}}}"#)
}

/// A conversation with these fields beside its id.
pub(crate) fn conversation_with(id: &str, fields: &str) -> String {
    entity("com.liveperson.dataaccess.Conversation", &format!(r#""conversationId":"{id}",{fields}"#))
}

/// The document around items of `engagements`.
pub(crate) fn document(items: &[String]) -> String {
    document_of(ACCOUNT, items)
}

/// The same, of any account.
pub(crate) fn document_of(account: &str, items: &[String]) -> String {
    let items = items.join(",");
    format!(
        r#"{{"dataType":"Engagement","metaData":{{"accountId":"{account}"}},"recordCollection":[{{"body":{{"com.liveperson.dataaccess.EngagementData":{{"header":{{"com.liveperson.dataaccess.VisitorHeader":{{"visitId":"v-1"}}}},"engagements":[{items}]}}}}}}]}}"#
    )
}

/// As upstream sends it.
pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}
