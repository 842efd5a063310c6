//! Answers that are neither success nor redirect: what they mean, and upstream's own words without our secrets.

use std::time::Duration;

use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::auth::oauth1::percent_encode;
use crate::error::ClientError;
use crate::fields::{find_field, find_text};

/// Upstream's words in an error.
const SAID_CHARS_MAX: usize = 200;

/// Codes of a token server that are words of the standard (OAuth 2.0, error response), hence no secrets.
const OAUTH2_CODES: [&str; 6] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// A refusal and the beginning of its text.
pub(crate) struct Refusal {
    pub(crate) at: String,
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) text: String,
}

impl Refusal {
    /// Returns the error of a request whose headers carried `secrets`.
    pub(crate) fn into_error(self, secrets: &[SecretString]) -> ClientError {
        let said = find_message(&self.text, secrets);
        let Refusal { at, status, retry_after, .. } = self;
        match status.as_u16() {
            401 => ClientError::Unauthorized { at, said },
            403 => ClientError::Forbidden { at, said },
            404 | 410 => ClientError::NotFound { at, said },
            429 => ClientError::Throttled { at, retry_after },
            // A proxy or a gateway on the way says so: log in to it, too slow, another server's, too early, blocked.
            // The status says nothing about the thing that was asked for.
            407 | 408 | 421 | 425 | 451 | 500.. => {
                let why = format!("it answered {}: {said}", status.as_u16());
                ClientError::Unavailable { at, why, source: None }
            }
            status => ClientError::BadAnswer { at, why: format!("status {status}: {said}"), status: Some(status) },
        }
    }

    /// Returns the error of a request whose body was the credentials. Other 4xx than those of proxies mean that they
    /// were refused (400 and 401 both occur); only standard codes of the text are repeated.
    pub(crate) fn into_login_error(self, throttle_pause_min: Duration) -> ClientError {
        let code = OAUTH2_CODES.into_iter().find(|code| self.text.contains(code));
        let Refusal { at, status, retry_after, .. } = self;
        let status = status.as_u16();
        let said = code.map_or_else(|| format!("status {status}"), |code| format!("status {status}, {code}"));
        match status {
            429 => {
                let retry_after = Some(retry_after.unwrap_or_default().max(throttle_pause_min));
                ClientError::Throttled { at, retry_after }
            }
            403 | 451 => ClientError::Forbidden { at, said },
            407 | 408 | 421 | 425 => ClientError::Unavailable { at, why: said, source: None },
            400..=499 => ClientError::Unauthorized { at, said },
            _ => ClientError::Unavailable { at, why: said, source: None },
        }
    }
}

/// Finds upstream's message in any of the forms seen (error bodies: JSON nested and flat, XML, plain text).
fn find_message(answer: &str, secrets: &[SecretString]) -> String {
    let message = match serde_json::from_str::<Value>(answer) {
        Ok(json) => find_json_message(&json),
        Err(_) => find_xml_message(answer).or_else(|| find_plain_message(answer)),
    };
    let Some(mut message) = message else { return "no message".to_owned() };
    // Secrets are cut out before anything else changes the text, so that no half of one is left.
    for secret in secrets.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty()) {
        message = message.replace(secret, "[secret]");
        message = message.replace(&percent_encode(secret), "[secret]");
    }
    message.chars().take(SAID_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn find_json_message(json: &Value) -> Option<String> {
    let error = find_field(json, "error").filter(|error| error.is_object()).unwrap_or(json);
    ["message", "error_description", "error", "code", "internalErrorCode"]
        .iter()
        .find_map(|name| find_text(error, name))
}

fn find_xml_message(answer: &str) -> Option<String> {
    let (_, rest) = answer.split_once("<message>")?;
    let (message, _) = rest.split_once("</message>")?;
    // Read as XML means it, so that an escaped secret is found too; `&amp;` last, or it would make new escapes.
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let message = escapes.iter().fold(message.trim().to_owned(), |text, (escape, meant)| text.replace(escape, meant));
    Some(message)
}

/// Plain text is a message when it is short, and neither a page nor binary.
fn find_plain_message(answer: &str) -> Option<String> {
    let answer = answer.trim();
    let is_message =
        !answer.is_empty() && answer.len() <= 1024 && !answer.starts_with(['<', '{', '[']) && !is_binary(answer);
    is_message.then(|| answer.to_owned())
}

/// Returns whether more than a quarter of the characters are no text.
fn is_binary(answer: &str) -> bool {
    let is_foreign = |c: &char| *c == char::REPLACEMENT_CHARACTER || c.is_control() && !c.is_whitespace();
    answer.chars().filter(is_foreign).count() * 4 > answer.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str, expected: &str) {
        let secrets = ["s3cret/+", "", "tok\"en"].map(SecretString::from);
        assert_eq!(find_message(answer, &secrets), expected, "{answer}");
    }

    #[test]
    fn messages_are_found_in_every_form_seen() {
        check(r#"{"error":{"time":1,"message":"Bad csrf","internalCode":10}}"#, "Bad csrf");
        check(r#"{"time":1467853200000,"message":"Too many logins","internalCode":"7"}"#, "Too many logins");
        check("<error><time/><message> Unauthorized </message><internalCode>10</internalCode></error>", "Unauthorized");
        check(
            "oauth_problem=signature_invalid&oauth_problem_advice=x",
            "oauth_problem=signature_invalid&oauth_problem_advice=x",
        );
        check(r#"{"code":"0001"}"#, "0001");
        check(r#"{"internalErrorCode":"9007"}"#, "9007");
        check(r#"{"error":"invalid_client"}"#, "invalid_client");
        for silent in
            ["", "  ", "{}", "null", "<html><body>Bad gateway</body></html>", "{\"cut\": \"", &"x".repeat(2000)]
        {
            check(silent, "no message");
        }
    }

    #[test]
    fn what_is_no_text_is_no_message() {
        let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabV\xca-.NLOU\xb2R\xf2/\xcfS(\xcf/J)V\xaa\x05\x00";
        check(&String::from_utf8_lossy(gzip), "no message");
        check(
            "Zugriff verweigert f\u{fffd}r diesen Schl\u{fffd}ssel",
            "Zugriff verweigert f\u{fffd}r diesen Schl\u{fffd}ssel",
        );
    }

    #[test]
    fn messages_are_short_clean_and_without_our_secrets() {
        check("line\nbell\u{7}\u{1b}[0m", "line bell  [0m");
        check("key s3cret/+ and s3cret%2F%2B", "key [secret] and [secret]");
        check(r#"{"message":"you sent tok\"en"}"#, "you sent [secret]");
        let long = format!("{}s3cret/+", "é".repeat(197));
        check(&long, &format!("{}[se", "é".repeat(197)));
    }
}
