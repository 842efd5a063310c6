//! One value at a time: from the text in the file or the environment to its type. The error says what is wrong and what
//! to write instead; the reader adds the key and the place.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use model::AccountId;
use tracing_subscriber::EnvFilter;
use url::Url;

/// No wait, pause or look back is longer; keeps sums of times far from any overflow.
const DURATION_MAX: &str = "3650d";
const FILTER_LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
const BYTE_UNITS: [(&str, u64); 7] = [
    ("", 1),
    ("kB", 1000),
    ("MB", 1000 * 1000),
    ("GB", 1000 * 1000 * 1000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// `72h`, `1m 30s`, `250ms`. A bare number has no unit and is refused.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| format!("`{text}` is not a duration; write for example `1h` or `90s`"))
}

/// A duration of at least `min`.
pub(super) fn duration_from(min: &'static str) -> impl Fn(&str) -> Result<Duration, String> {
    duration_within(min, DURATION_MAX)
}

/// A duration from `min` to `max`.
pub(super) fn duration_within(min: &'static str, max: &'static str) -> impl Fn(&str) -> Result<Duration, String> {
    move |text| {
        let value = duration(text)?;
        if value < duration(min)? {
            return Err(format!("`{text}` is too short; write `{min}` or more"));
        }
        if value > duration(max)? {
            return Err(format!("`{text}` is too long; write `{max}` or less"));
        }
        Ok(value)
    }
}

/// `16MiB`, `500 kB`, or plain bytes.
pub(super) fn byte_size(text: &str) -> Result<u64, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor = BYTE_UNITS.iter().find(|(name, _)| *name == unit.trim_start()).map(|(_, factor)| *factor);
    let bytes = factor.zip(number.parse::<u64>().ok()).and_then(|(factor, number)| number.checked_mul(factor));
    // The ledger counts bytes in `bigint`.
    bytes.filter(|bytes| (1..=i64::MAX as u64).contains(bytes)).ok_or_else(|| {
        format!("`{text}` is not a size; write for example `16MiB`, with kB, MB, GB, KiB, MiB, GiB, or plain bytes")
    })
}

/// A size of something that is held in memory.
pub(super) fn memory_size(text: &str) -> Result<usize, String> {
    Ok(usize::try_from(byte_size(text)?).unwrap_or(usize::MAX))
}

/// A whole number within `range`.
pub(super) fn count(range: RangeInclusive<u32>) -> impl Fn(&str) -> Result<u32, String> {
    move |text| {
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            format!("`{text}` does not fit; write a whole number from {} to {}", range.start(), range.end())
        })
    }
}

/// `true` or `false`.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("`{text}` is neither `true` nor `false`"))
}

/// One of a few words.
pub(super) fn word<T: Copy>(words: &'static [(&'static str, T)]) -> impl Fn(&str) -> Result<T, String> {
    move |text| {
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            format!("`{text}` is not known; write one of {}", known.join(", "))
        })
    }
}

/// Any text but the empty one. The text is not repeated in the error: it may be a user name.
pub(super) fn text(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("is empty; write a value or remove the key".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A secret in the form that its API wants. Nothing of it is repeated in the error.
pub(crate) fn secret(text: &str) -> Result<(), String> {
    const MARKS: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('„', '“'), ('‘', '’')];
    if text.trim().is_empty() {
        return Err("holds an empty secret; write it".to_owned());
    }
    let is_quoted =
        |(first, last): &(char, char)| text.trim().strip_prefix(*first).is_some_and(|rest| rest.ends_with(*last));
    match MARKS.iter().find(|marks| is_quoted(marks)) {
        Some((first, last)) => Err(format!(
            "begins with {first} and ends with {last}, which LivePerson would take for a part of it; write it without \
             quotation marks"
        )),
        None => Ok(()),
    }
}

/// A file or folder.
pub(super) fn path(path: &str) -> Result<PathBuf, String> {
    text(path).map(PathBuf::from)
}

/// An IP address and a port.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("`{text}` is not an address to listen on; write an IP address and a port, for example `127.0.0.1:8080`")
    })
}

/// A name of a machine, or its address, in lower case.
pub(super) fn host(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let is_name = |name: &str| {
        let is_label = |label: &str| label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        !name.is_empty() && name.split('.').all(|label| !label.is_empty() && is_label(label))
    };
    if is_name(&name) || name.parse::<IpAddr>().is_ok() {
        Ok(name)
    } else {
        Err(format!(
            "`{text}` is not the name of a host; write it without scheme and port, for example `warehouse.example`"
        ))
    }
}

/// The number of an account: it becomes part of request paths and of a primary key.
pub(crate) fn account_id(text: &str) -> Result<AccountId, String> {
    if !text.is_empty() && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(AccountId(text.to_owned()))
    } else {
        Err(format!("`{text}` is not an account; write the number LivePerson gave it, for example `75555851`"))
    }
}

/// The id of a skill or an agent, which becomes part of requests.
pub(super) fn id(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not an id; write the number LivePerson gave it, for example `4`"))
    }
}

/// The base URL of a service. A faulty one is not repeated in the error: it may hold a password.
pub(super) fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(url) = url else {
        return Err("is not a base URL; write for example `https://va.da.liveperson.net`".to_owned());
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name; credentials belong into `auth`".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a `?` or a `#`; write the base URL only".to_owned());
    }
    Ok(url)
}

/// The address of a forward proxy; without a scheme it is asked over http. Nothing of it is repeated in the error: it may
/// hold a password.
pub(super) fn proxy_url(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let is_bare = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    url.filter(is_bare).ok_or_else(|| {
        "is not the address of an HTTP proxy; write `http://user:password@proxy.example:3128`, and in a password %40 \
         for @, %3A for :, %2F for /, %3F for ?, %23 for #; SOCKS is not supported"
            .to_owned()
    })
}

/// Certificates in PEM.
pub(super) fn certificate_pem(text: &str) -> Result<(), String> {
    if text.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(());
    }
    Err("holds no certificate in PEM (`-----BEGIN CERTIFICATE-----`); `openssl x509 -inform der` converts others"
        .to_owned())
}

/// A private key in PEM that needs no passphrase. Nothing of it is repeated in the error.
pub(super) fn key_pem(text: &str) -> Result<(), String> {
    if text.contains("ENCRYPTED") {
        return Err("is encrypted; `openssl pkey` writes it without a passphrase".to_owned());
    }
    if text.contains("PRIVATE KEY-----") {
        return Ok(());
    }
    Err("holds no private key in PEM (`-----BEGIN PRIVATE KEY-----`); `openssl pkey` converts others".to_owned())
}

/// Parameters of a database URL whose value is anything.
const URL_PARAMETERS: [&str; 13] = [
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// The address of the database. Nothing of it is repeated in the error: it holds a password.
pub(crate) fn database_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    // A `/` in a password ends the host before its time; then the rest of the password is in the path.
    let Some(url) = url.filter(|url| !url.path().contains('@')) else {
        return Err(
            "is not a database URL; write `postgres://user:password@host:5432/database`, and in a password %40 \
                    for @, %3A for :, %2F for /, %3F for ?, %23 for #"
                .to_owned(),
        );
    };
    for (name, value) in url.query_pairs() {
        let (fits, advice) = match &*name {
            "sslmode" | "ssl-mode" => {
                let is_known = SSL_MODES.contains(&value.to_ascii_lowercase().as_str());
                (is_known, format!("one of {}", SSL_MODES.join(", ")))
            }
            "hostaddr" => (value.parse::<IpAddr>().is_ok(), "an IP address".to_owned()),
            "port" => (value.parse::<u16>().is_ok(), "a number up to 65535".to_owned()),
            "statement-cache-capacity" => (value.parse::<usize>().is_ok(), "a number".to_owned()),
            name if URL_PARAMETERS.contains(&name) || name.starts_with("options[") => continue,
            // It would be passed over, and logged with its value, which may be a secret.
            _ => return Err(format!("has a parameter `{name}` that is not known; take it out")),
        };
        if !fits {
            return Err(format!("has a parameter `{name}` that does not fit; write {advice}"));
        }
    }
    Ok(url)
}

/// What is logged, e.g. `info` or `info,client=debug`. A misspelled level would be taken for the name of a module, and
/// nothing would be logged at all: so it is refused.
pub(super) fn log_level(text: &str) -> Result<String, String> {
    let wrong = |part: &str| {
        format!(
            "`{part}` is not a log level; write one of {}, or for example `info,client=debug`",
            FILTER_LEVELS.join(", ")
        )
    };
    for part in text.split(',') {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level).trim();
        if !FILTER_LEVELS.contains(&level) {
            return Err(wrong(part));
        }
    }
    EnvFilter::builder().parse(text).map(|_| text.to_owned()).map_err(|_| wrong(text))
}
