//! Configuration lists: an array of entities → flatten → batches. Passwords get no further than this file.
//!
//! ```text
//! [ entity, … ]
//! ```

use std::io::Empty;

use model::{AccountId, Position, RejectReason};
use tuple::Millis;

use crate::canonical::write_string;
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::json::{self, Arena, Node, ParseError, VALUES_PER_RECORD_MAX};
use crate::output::{Emit, Output};
use crate::record::Target;
use crate::scan::{Captured, Scanner, Value};

/// A list of the account's configuration; each is a unit of the ledger that is polled again and again.
#[derive(Debug)]
pub struct ListShape {
    /// Our name: of the unit in the ledger.
    pub name: &'static str,
    /// Upstream's path after `configuration`, as `le-users/skills`.
    pub upstream_path: &'static str,
    /// The versions of the API that are asked for, the newest first. After them, none is named.
    pub versions: &'static [&'static str],
    /// What is made of the entities.
    pub target: Target,
}

/// Decodes the answer of a list and hands each batch to `emit`, which returns an empty one when more is wanted.
///
/// No password, and nothing else whose name says that it is a secret, reaches a row or the quarantine: such fields are
/// taken out before an entity is looked at.
///
/// # Errors
/// When the answer is not a JSON array; the batches that were emitted before are void.
pub fn decode_list(
    shape: &'static ListShape,
    account: &AccountId,
    body: Vec<u8>,
    fetched_at: Millis,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let mut output = Output::new(shape.target.family, account, limits, emit);
    output.fetched_at = Some(fetched_at);
    let inflated_bytes = body.len() as u64;
    read_entities(shape, &mut Scanner::over(body), &mut output).map_err(|error| match error {
        DecodeError::NotJson { offset_bytes, .. } => not_json(shape, offset_bytes),
        other => other,
    })?;
    output.decoded.documents = 1;
    Ok(Decoded { inflated_bytes, ..output.finish()? })
}

fn not_json(shape: &ListShape, offset_bytes: u64) -> DecodeError {
    DecodeError::AnswerNotJson { method: shape.upstream_path, offset_bytes }
}

fn read_entities(
    shape: &'static ListShape,
    scanner: &mut Scanner<Empty>,
    output: &mut Output<'_>,
) -> Result<(), DecodeError> {
    match scanner.next_value()? {
        Some(b'[') => scanner.expect(b'[')?,
        Some(_) => return Err(DecodeError::NotAnAnswer { method: shape.upstream_path }),
        None => return Err(scanner.not_json()),
    }
    let (mut first, mut record) = (true, 0);
    while scanner.next_item(&mut first)? {
        scanner.peek()?;
        let position = Position { document: 0, record, offset_bytes: scanner.offset() };
        read_entity(shape, scanner, position, output)?;
        record += 1;
    }
    if scanner.peek()?.is_some() { Err(scanner.not_json()) } else { Ok(()) }
}

/// The quarantine gets an entity without its secrets, or, of what cannot be taken apart, nothing but the reason.
fn read_entity(
    shape: &'static ListShape,
    scanner: &mut Scanner<Empty>,
    position: Position,
    output: &mut Output<'_>,
) -> Result<(), DecodeError> {
    let target = &shape.target;
    let range = match scanner.capture(output.limits.record_bytes_max)? {
        Captured::Whole(range) => range,
        Captured::TooLarge { value_bytes, .. } => {
            return output.value(target, Value::TooLarge { beginning: Vec::new(), value_bytes }, b"", position);
        }
    };
    let arena = Arena::new();
    let parsed = match json::parse(scanner.bytes(&range), &arena) {
        Ok(parsed) => parsed,
        Err(ParseError::Invalid { offset_bytes }) => return Err(not_json(shape, position.offset_bytes + offset_bytes)),
        Err(ParseError::TooManyValues { .. }) => {
            let reason = RejectReason::TooManyValues { values_max: VALUES_PER_RECORD_MAX as u64 };
            return output.reject_record(target, reason, Vec::new(), Vec::new(), position);
        }
    };
    let mut public = String::with_capacity(range.len());
    write_public(&parsed.node, &mut public);
    output.decoded.replaced_characters += parsed.replaced_characters;
    output.value(target, Value::of(public.as_bytes(), &Arena::new()), b"", position)
}

/// Appends a value as JSON, its fields in their order and as often as they came, without secrets.
fn write_public(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Object(fields) => {
            let public = fields.iter().filter(|(name, _)| !is_secret(name));
            write_parts(['{', '}'], public, out, |(name, value), out| {
                write_string(name, out);
                out.push(':');
                write_public(value, out);
            });
        }
        Node::Array(items) => write_parts(['[', ']'], items.iter(), out, write_public),
        Node::Number(text) => out.push_str(text),
        Node::Null | Node::Bool(_) | Node::String(_) => node.write_canonical(out),
    }
}

fn write_parts<T>(
    [open, close]: [char; 2],
    parts: impl Iterator<Item = T>,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
    out.push(open);
    for (index, part) in parts.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(part, out);
    }
    out.push(close);
}

/// Tells whether a field is a secret by its name: passwords and their hashes are `passwordSh`, `oldPassword` and
/// `confirmPassword` (Dimension lists, users). Secrets that upstream may add under such a name count, too.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 5] = ["password", "passwd", "passphrase", "secret", "credential"];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_wherever_they_stand() {
        let check = |json: &str, expected: &str| {
            let arena = Arena::new();
            let mut out = String::new();
            write_public(&json::parse(json.as_bytes(), &arena).unwrap().node, &mut out);
            assert_eq!(out, expected, "{json}");
        };
        check(r#"{"id": 7, "passwordSh": "x", "OLDPASSWORD": null}"#, r#"{"id":7}"#);
        check(r#"{"login": {"confirmPassword": "x", "name": "n"}}"#, r#"{"login":{"name":"n"}}"#);
        check(r#"[{"apiSecret": ["x"], "a": [{"userCredentials": {"b": 1}}]}]"#, r#"[{"a":[{}]}]"#);
        check(
            r#"{"changePwdNextLogin": true, "lastPwdChangeDate": ""}"#,
            r#"{"changePwdNextLogin":true,"lastPwdChangeDate":""}"#,
        );
        check(r#"{"text": "my password"}"#, r#"{"text":"my password"}"#);
        // Of fields that came twice, whoever reads them decides which one counts.
        check(r#"{"b": 1e400, "a": "\u0022", "b": null}"#, r#"{"b":1e400,"a":"\"","b":null}"#);
    }
}
