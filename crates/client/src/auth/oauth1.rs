//! OAuth 1.0a with HMAC-SHA1 (RFC 5849): each request has its own signature, over its own exact URL.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use url::{Position, Url};

use super::{AuthContext, Credential};

/// Everything but RFC 3986's unreserved characters (RFC 5849, 3.6).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The four values of an API key.
pub(crate) struct Signer {
    pub(crate) app_key: String,
    pub(crate) app_secret: SecretString,
    pub(crate) access_token: String,
    pub(crate) access_token_secret: SecretString,
}

impl Signer {
    /// Makes the header for this request and this moment.
    pub(crate) fn sign(&self, context: AuthContext<'_>, method: &Method, url: &Url) -> Credential {
        let nonce = context.random.lock().expect("no holder panics").u128(..);
        let line = self.header(method, url, context.upstream.clock.now().timestamp(), &format!("{nonce:032x}"));
        let mut header = HeaderValue::try_from(line).expect("percent-encoded text is ASCII");
        header.set_sensitive(true);
        let secrets = vec![self.app_secret.clone(), self.access_token_secret.clone()];
        Credential { header, secrets, token_serial: 0 }
    }

    fn header(&self, method: &Method, url: &Url, timestamp_s: i64, nonce: &str) -> String {
        let timestamp_s = timestamp_s.to_string();
        let parameters = [
            ("oauth_consumer_key", self.app_key.as_str()),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", &timestamp_s),
            ("oauth_token", &self.access_token),
            ("oauth_version", "1.0"),
        ];
        let signature = self.signature(&base_string(method, url, &parameters));
        let mut line = "OAuth ".to_owned();
        for (name, value) in parameters {
            line.push_str(&format!("{name}=\"{}\", ", percent_encode(value)));
        }
        line.push_str(&format!("oauth_signature=\"{}\"", percent_encode(&signature)));
        line
    }

    /// RFC 5849, 3.4.2.
    fn signature(&self, base_string: &str) -> String {
        let secrets =
            [&self.app_secret, &self.access_token_secret].map(|secret| percent_encode(secret.expose_secret()));
        let mut hmac =
            Hmac::<Sha1>::new_from_slice(secrets.join("&").as_bytes()).expect("HMAC takes keys of any length");
        hmac.update(base_string.as_bytes());
        STANDARD.encode(hmac.finalize().into_bytes())
    }
}

/// RFC 5849, 3.4.1: method, address without query, and all parameters encoded, then sorted.
fn base_string(method: &Method, url: &Url, oauth: &[(&str, &str)]) -> String {
    let encoded = |name: &str, value: &str| (percent_encode(name), percent_encode(value));
    let query = url.query_pairs().map(|(name, value)| encoded(&name, &value));
    let mut parameters: Vec<_> = query.chain(oauth.iter().map(|(name, value)| encoded(name, value))).collect();
    parameters.sort();
    let parameters: Vec<_> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    // `url` writes scheme and host in lower case and leaves out the scheme's own port, as 3.4.1.2 wants it.
    let address = &url[..Position::AfterPath];
    format!("{method}&{}&{}", percent_encode(address), percent_encode(&parameters.join("&")))
}

/// Percent-encodes all but unreserved characters, in capitals.
pub(crate) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(keys: [&str; 4]) -> Signer {
        let [app_key, app_secret, access_token, access_token_secret] = keys.map(str::to_owned);
        Signer { app_key, app_secret: app_secret.into(), access_token, access_token_secret: access_token_secret.into() }
    }

    fn check(keys: [&str; 4], method: Method, url: &str, timestamp_s: i64, nonce: &str, signature: &str) {
        let header = signer(keys).header(&method, &url.parse().unwrap(), timestamp_s, nonce);
        let expected = format!("oauth_signature=\"{}\"", percent_encode(signature));
        assert!(header.ends_with(&expected), "{header}");
    }

    #[test]
    fn signatures_equal_published_ones() {
        // OAuth Core 1.0, appendix A.5.
        check(
            ["dpf43f3p2l4k3l03", "kd94hf93k423kf44", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"],
            Method::GET,
            "http://photos.example.net:80/photos?size=original&file=vacation.jpg",
            1_191_242_096,
            "kllo9940pd9333jh",
            "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
        );
        // Twitter's developer guide, "Creating a signature"; its form fields stand in the query here.
        check(
            [
                "xvz1evFS4wEEPTGEFPHBog",
                "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
                "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
                "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
            ],
            Method::POST,
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true\
             &status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21",
            1_318_622_958,
            "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
            "hCtSmYh+iHYCEqBWrE7C7hYmtUk=",
        );
    }

    #[test]
    fn parameters_are_encoded_then_sorted() {
        // RFC 5849, 3.4.1.3.2, the part that stands in the query.
        let url = "HTTP://Example.com/r%20v/X?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q".parse().unwrap();
        assert_eq!(
            base_string(&Method::GET, &url, &[("oauth_nonce", "7d8f3e4a")]),
            "GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D\
             %26c%2540%3D%26c2%3D%26oauth_nonce%3D7d8f3e4a"
        );
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(percent_encode("!*'() +/é"), "%21%2A%27%28%29%20%2B%2F%C3%A9");
    }
}
