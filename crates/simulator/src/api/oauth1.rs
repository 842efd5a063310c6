//! OAuth 1.0a, the verifying side (RFC 5849, sections 3.4 and 3.6; hosts and authorisation, API key).

use std::collections::{HashSet, VecDeque};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha1::Sha1;

use crate::credentials::Credentials;

/// How far a request's clock may be off.
const CLOCK_TOLERANCE_S: i64 = 300;
/// Nonces remembered; older ones are refused by their timestamps.
const REMEMBERED_NONCES_MAX: usize = 100_000;
/// All but the unreserved characters (RFC 5849, section 3.6).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request as far as it is signed.
pub(super) struct Signed<'r> {
    /// Upper case.
    pub(super) method: &'r str,
    /// `Host` header.
    pub(super) host: &'r str,
    /// As it came, still percent-encoded.
    pub(super) path: &'r str,
    /// As it came.
    pub(super) query: &'r str,
    /// The `Authorization` header after the word `OAuth`.
    pub(super) authorization: &'r str,
}

/// Nonces of correctly signed requests, the oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl Nonces {
    /// Whether the nonce is new.
    fn admit(&mut self, nonce: String) -> bool {
        if !self.known.insert(nonce.clone()) {
            return false;
        }
        self.order.push_back(nonce);
        if self.order.len() > REMEMBERED_NONCES_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

/// Checks a request against the credentials of its account; the error is the plain text of a 401.
pub(super) fn verify(
    request: &Signed<'_>,
    credentials: &Credentials,
    now: DateTime<Utc>,
    nonces: &mut Nonces,
) -> Result<(), String> {
    let header = header_parameters(request.authorization).ok_or_else(|| problem("parameter_rejected", ""))?;
    let get = |name: &str| {
        let mut values = header.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none()).ok_or_else(|| problem("parameter_absent", name))
    };
    if get("oauth_version").is_ok_and(|version| version != "1.0") {
        return Err(problem("version_rejected", "1.0"));
    }
    if get("oauth_signature_method")? != "HMAC-SHA1" {
        return Err(problem("signature_method_rejected", "HMAC-SHA1"));
    }
    if get("oauth_consumer_key")? != credentials.app_key {
        return Err(problem("consumer_key_unknown", ""));
    }
    if get("oauth_token")? != credentials.access_token {
        return Err(problem("token_rejected", ""));
    }
    let timestamp = get("oauth_timestamp")?;
    let behind_s = timestamp.parse::<i64>().ok().and_then(|timestamp| now.timestamp().checked_sub(timestamp));
    if behind_s.is_none_or(|behind_s| behind_s.abs() > CLOCK_TOLERANCE_S) {
        return Err(problem("timestamp_refused", &now.timestamp().to_string()));
    }
    let (signature, nonce) = (get("oauth_signature")?, get("oauth_nonce")?);
    let mut parameters = form_parameters(request.query);
    parameters.extend(header.iter().filter(|(key, _)| key != "oauth_signature" && key != "realm").cloned());
    let base = base_string(request.method, &base_uri("http", request.host, request.path), parameters);
    if sign(&base, &credentials.app_secret, &credentials.access_token_secret) != signature {
        return Err(problem("signature_invalid", "check the base string and the secrets"));
    }
    if nonces.admit(format!("{}&{timestamp}&{nonce}", credentials.app_key)) {
        Ok(())
    } else {
        Err(problem("nonce_used", ""))
    }
}

fn problem(name: &str, advice: &str) -> String {
    format!("oauth_problem={name}&oauth_problem_advice={}", encode(advice))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The parameters of a query or form (RFC 5849, section 3.4.1.3.1).
pub(crate) fn form_parameters(form: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = form.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// The parameters of the header (RFC 5849, section 3.5.1); `None` when it is malformed.
fn header_parameters(header: &str) -> Option<Vec<(String, String)>> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
    let parameter = |part: &str| {
        let (key, quoted) = part.trim().split_once('=')?;
        Some((decode(key.trim())?, decode(quoted.trim().strip_prefix('"')?.strip_suffix('"')?)?))
    };
    header.split(',').map(parameter).collect()
}

/// Scheme, host without the scheme's own port, and path (RFC 5849, section 3.4.1.2).
fn base_uri(scheme: &str, host: &str, path: &str) -> String {
    let host = host.to_ascii_lowercase();
    let port = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}{path}", host.strip_suffix(port).unwrap_or(&host))
}

/// RFC 5849, section 3.4.1.1.
fn base_string(method: &str, base_uri: &str, parameters: Vec<(String, String)>) -> String {
    let mut encoded: Vec<_> = parameters.iter().map(|(key, value)| (encode(key), encode(value))).collect();
    encoded.sort();
    let normalized: Vec<String> = encoded.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{method}&{}&{}", encode(base_uri), encode(&normalized.join("&")))
}

/// HMAC-SHA1 (RFC 5849, section 3.4.2), in base64.
fn sign(base_string: &str, consumer_secret: &str, token_secret: &str) -> String {
    let key = format!("{}&{}", encode(consumer_secret), encode(token_secret));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes())
        .unwrap_or_else(|error| unreachable!("HMAC takes keys of any length: {error}"));
    mac.update(base_string.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials() -> Credentials {
        Credentials {
            app_key: "dpf43f3p2l4k3l03".to_owned(),
            app_secret: "kd94hf93k423kf44".to_owned(),
            access_token: "nnch734d00sl2jdk".to_owned(),
            access_token_secret: "pfkkdhi9sl3r4s00".to_owned(),
            ..Credentials::of("1")
        }
    }

    /// RFC 5849, section 1.2: the last request of the example.
    const PHOTOS: &str = r#"realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
        oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH",
        oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D""#;

    fn photos<'r>(query: &'r str, authorization: &'r str) -> Signed<'r> {
        Signed { method: "GET", host: "Photos.Example.Net:80", path: "/photos", query, authorization }
    }

    #[test]
    fn the_example_of_the_rfc_is_accepted_once() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let mut nonces = Nonces::default();
        let mut check = |query: &str, header: &str, now: i64, expected: &str| {
            let answer = verify(&photos(query, header), &credentials(), at(now), &mut nonces).err().unwrap_or_default();
            assert!(answer.starts_with(expected) && answer.is_empty() == expected.is_empty(), "{answer}");
        };
        let query = "file=vacation.jpg&size=original";
        check(
            "file=vacation.jpg&size=small",
            PHOTOS,
            137_131_202,
            "oauth_problem=signature_invalid&oauth_problem_advice=",
        );
        check(query, PHOTOS, 137_131_202 + 301, "oauth_problem=timestamp_refused");
        check(query, PHOTOS, 137_131_202 - 301, "oauth_problem=timestamp_refused");
        check(query, &PHOTOS.replace("HMAC-SHA1", "PLAINTEXT"), 137_131_202, "oauth_problem=signature_method_rejected");
        check(query, &PHOTOS.replace("nnch", "xxxx"), 137_131_202, "oauth_problem=token_rejected");
        check(query, &PHOTOS.replace("oauth_nonce", "nonce"), 137_131_202, "oauth_problem=parameter_absent");
        check(query, PHOTOS, 137_131_202 + 300, "");
        check(query, PHOTOS, 137_131_202, "oauth_problem=nonce_used");
    }

    /// RFC 5849, section 3.4.1: a query with blanks, repeated names and an encoded value.
    #[test]
    fn the_base_string_of_the_rfc() {
        let mut parameters = form_parameters("b5=%3D%253D&a3=a&c%40=&a2=r%20b");
        parameters.extend(form_parameters("c2&a3=2+q"));
        let header = r#"oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7",
            oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a""#;
        parameters.extend(header_parameters(header).unwrap());
        let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D\
            %26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method\
            %3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
        assert_eq!(base_string("POST", &base_uri("http", "EXAMPLE.COM:80", "/request"), parameters), expected);
    }

    #[test]
    fn nonces_are_forgotten_in_order() {
        let mut nonces = Nonces::default();
        for number in 0..=REMEMBERED_NONCES_MAX {
            assert!(nonces.admit(number.to_string()));
        }
        assert!(!nonces.admit("1".to_owned()));
        assert!(nonces.admit("0".to_owned()));
    }
}
