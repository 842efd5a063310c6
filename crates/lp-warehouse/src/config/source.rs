//! Where values come from: a TOML file, and over it the environment. Both become one flat list, from the full key
//! (`accounts[0].feeds.engagement.every`) to its text and the place that gave it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use config::{File, FileFormat, Value, ValueKind};

/// Every variable of ours begins so; `__` stands where the file has a dot.
pub(super) const PREFIX: &str = "LPW__";
/// Editors of Windows begin a file with it.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';
/// No configuration is longer.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere: the default serves.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// A variable of the environment, by its name.
    Environment(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Default => f.write_str("default"),
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Environment(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// What was given for a key. No `Debug`: it may be a secret.
pub(super) struct Given {
    pub(super) shape: Shape,
    pub(super) place: Place,
}

/// What stands at a key.
pub(super) enum Shape {
    /// A value, spelled as text whatever its TOML type: each key's own parser decides what it accepts.
    Text(String),
    /// `[]`
    EmptyList,
    /// A section without keys.
    EmptySection,
}

/// The part of the process' environment that is ours.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, OsString>,
    /// Where systemd puts the unit's credentials.
    pub(super) credentials_folder: Option<PathBuf>,
    /// Whether systemd started this process as a service of the machine.
    pub(super) is_of_service: bool,
    /// The machine's forward proxy and what goes past it, each with the variable's name.
    proxy: Option<(String, OsString)>,
    no_proxy: Option<(String, OsString)>,
    /// Where traces go, in a program that was built with them; named as by every program that sends any.
    pub(crate) otlp_endpoint: Option<String>,
}

impl Environment {
    /// Reads the environment of this process, once.
    pub(crate) fn of_process() -> Self {
        let environment = Self::from_variables(std::env::vars_os());
        // Whatever a service starts inherits the variable; only the service itself is a child of the first process.
        Self { is_of_service: environment.is_of_service && parent_id() == 1, ..environment }
    }

    /// An environment with these variables; those that are not ours are left out. An empty variable counts as not set.
    pub(crate) fn from_variables(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            match name.to_str() {
                Some("OTEL_EXPORTER_OTLP_ENDPOINT") => environment.otlp_endpoint = value.into_string().ok(),
                Some("HTTPS_PROXY" | "https_proxy" | "NO_PROXY" | "no_proxy") if value.is_empty() => {}
                Some(name @ ("HTTPS_PROXY" | "https_proxy")) => keep_lower(&mut environment.proxy, name, value),
                Some(name @ ("NO_PROXY" | "no_proxy")) => keep_lower(&mut environment.no_proxy, name, value),
                Some("INVOCATION_ID") => environment.is_of_service = true,
                Some("CREDENTIALS_DIRECTORY") => environment.credentials_folder = Some(value.into()),
                Some(name) if name.starts_with(PREFIX) && !value.is_empty() => {
                    environment.variables.insert(name.to_owned(), value);
                }
                _ => {}
            }
        }
        environment
    }

    /// Returns the same without the copies of secrets that the service manager made: the originals are read.
    pub(crate) fn without_credentials(&self) -> Self {
        Self { credentials_folder: None, ..self.clone() }
    }

    /// Whether any key is given by environment.
    pub(super) fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    /// Lays the variables over what the file gave.
    pub(super) fn lay_over(&self, given: &mut BTreeMap<String, Given>) -> anyhow::Result<()> {
        for (name, value) in &self.variables {
            let text = value.to_str().with_context(|| format!("environment variable {name} is not UTF-8"))?;
            let (key, place) = (key_of(name), Place::Environment(name.clone()));
            let other_spelling = other_spelling_of(&key);
            if given.get(&other_spelling).is_some_and(|given| matches!(given.place, Place::File(_))) {
                given.remove(&other_spelling);
            }
            let before = given.insert(key, Given { shape: Shape::Text(text.to_owned()), place });
            if let Some(Place::Environment(other)) = before.map(|given| given.place) {
                return Err(anyhow!("environment variables {other} and {name} name the same key; unset one of them"));
            }
        }
        self.lay_proxy_under(given)
    }

    /// Takes the machine's proxy where neither file nor our own variables name one.
    fn lay_proxy_under(&self, given: &mut BTreeMap<String, Given>) -> anyhow::Result<()> {
        let is_named = ["http.proxy", "http.proxy_file"].iter().any(|key| given.contains_key(*key));
        let proxy = self.proxy.iter().filter(|_| !is_named).map(|variable| ("http.proxy", variable));
        let no_proxy = self.no_proxy.iter().map(|variable| ("http.no_proxy", variable));
        for (key, (name, value)) in proxy.chain(no_proxy) {
            let text = value.to_str().with_context(|| format!("environment variable {name} is not UTF-8"))?.to_owned();
            let place = Place::Environment(name.clone());
            given.entry(key.to_owned()).or_insert(Given { shape: Shape::Text(text), place });
        }
        Ok(())
    }
}

/// Keeps a variable that there is in two spellings; the lower one counts more, as with other programs.
fn keep_lower(kept: &mut Option<(String, OsString)>, name: &str, value: OsString) {
    let is_lower = name.starts_with(char::is_lowercase);
    if kept.is_none() || is_lower {
        *kept = Some((name.to_owned(), value));
    }
}

/// `LPW__ACCOUNTS__0__ID` → `accounts[0].id`
fn key_of(variable: &str) -> String {
    let mut key = String::new();
    for part in variable.strip_prefix(PREFIX).unwrap_or(variable).split("__") {
        match part.parse::<usize>() {
            Ok(index) => key.push_str(&format!("[{index}]")),
            Err(_) => join(&mut key, &part.to_ascii_lowercase()),
        }
    }
    key
}

/// A secret is given as `key`, or in the file that `key_file` names: whichever the environment has takes the place of the
/// other in the configuration file.
fn other_spelling_of(key: &str) -> String {
    key.strip_suffix("_file").map_or_else(|| format!("{key}_file"), str::to_owned)
}

/// `accounts[0].id` → `LPW__ACCOUNTS__0__ID`
pub(super) fn variable_of(key: &str) -> String {
    let name = key.replace(['.', '['], "__").replace(']', "");
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

/// Reads a TOML file into the flat list.
pub(super) fn read_file(path: &Path) -> anyhow::Result<BTreeMap<String, Given>> {
    let text = read_bounded(path, FILE_BYTES_MAX)
        .with_context(|| format!("the configuration file {} cannot be read", path.display()))?;
    parse(&text, path)
}

/// Reads a text that must be short. What has no length of its own, such as a pipe, is read as far as that.
pub(super) fn read_bounded(path: &Path, bytes_max: u64) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?.take(bytes_max + 1).read_to_string(&mut text)?;
    if text.len() as u64 > bytes_max {
        return Err(io::Error::other(format!("it has more than {bytes_max} bytes")));
    }
    Ok(text)
}

/// Reads the text of a TOML file into the flat list.
pub(super) fn parse(text: &str, path: &Path) -> anyhow::Result<BTreeMap<String, Given>> {
    let source = File::from_str(text.trim_start_matches(BYTE_ORDER_MARK), FileFormat::Toml);
    let tree = config::Config::builder()
        .add_source(source)
        .build()
        .map_err(|error| anyhow!("{} is not TOML: {}", path.display(), without_snippet(&error.to_string())))?;
    let mut given = BTreeMap::new();
    flatten(String::new(), tree.cache, &Place::File(path.to_owned()), &mut given);
    Ok(given)
}

/// The parser quotes the faulty line under its message, between lines with a bar: it may hold a secret.
fn without_snippet(message: &str) -> String {
    let lines: Vec<_> = message.lines().filter(|line| !line.contains('|')).map(str::trim).collect();
    lines.join(": ")
}

fn flatten(key: String, value: Value, place: &Place, given: &mut BTreeMap<String, Given>) {
    let shape = match value.kind {
        ValueKind::Table(table) if !table.is_empty() => {
            for (name, value) in table {
                let mut key = key.clone();
                join(&mut key, &name);
                flatten(key, value, place, given);
            }
            return;
        }
        ValueKind::Array(values) if !values.is_empty() => {
            for (index, value) in values.into_iter().enumerate() {
                flatten(format!("{key}[{index}]"), value, place, given);
            }
            return;
        }
        ValueKind::Table(_) => Shape::EmptySection,
        ValueKind::Array(_) => Shape::EmptyList,
        value => Shape::Text(value.to_string()),
    };
    given.insert(key, Given { shape, place: place.clone() });
}

/// Appends a name to a key. A name that TOML would quote stays quoted, so that no key can pass for another.
fn join(key: &mut String, name: &str) {
    if !key.is_empty() {
        key.push('.');
    }
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if plain { key.push_str(name) } else { key.push_str(&format!("{name:?}")) }
}
