//! The configuration that serves, key by key with the place it came from: what `lp-warehouse config` prints.

use std::fmt::{self, Write};
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::source::Place;

/// How TOML writes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Text.
    Quoted,
    /// A number or a flag.
    Bare,
    /// A list of texts.
    List,
}

/// One key that serves. Its texts hold no secret.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) texts: Vec<String>,
    pub(super) spelling: Spelling,
    pub(super) place: Place,
    pub(super) hidden: Option<Hidden>,
}

impl PartialEq for Hidden {
    fn eq(&self, other: &Self) -> bool {
        self.text.expose_secret() == other.text.expose_secret()
    }
}

/// What stands behind a mask or the name of a file. It is compared and never shown.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    pub(super) text: SecretString,
    /// Whether systemd copied it for this start of the service: the copy stays when the original changes.
    pub(super) is_copy: bool,
}

/// Every key that serves. Its `Display` is TOML, secrets masked.
#[derive(Clone, Debug)]
pub(crate) struct Effective {
    pub(super) file: Option<PathBuf>,
    pub(super) settings: Vec<Setting>,
}

impl Effective {
    /// Names where it comes from.
    pub(crate) fn source(&self) -> String {
        self.file.as_ref().map_or_else(|| "the environment".to_owned(), |file| file.display().to_string())
    }

    /// Returns the keys whose values differ here and there, secrets and the texts of files included.
    pub(crate) fn keys_that_differ<'e>(&'e self, other: &'e Self) -> Vec<&'e str> {
        let differs = |setting: &&Setting, others: &[Setting]| !others.iter().any(|other| setting.is_same(other));
        let ours = self.settings.iter().filter(|setting| differs(setting, &other.settings));
        let theirs = other.settings.iter().filter(|setting| !self.settings.iter().any(|our| our.key == setting.key));
        ours.chain(theirs).map(|setting| setting.key.as_str()).collect()
    }

    /// Returns the keys of secrets that systemd copied when the service started.
    pub(crate) fn keys_of_copies(&self) -> Vec<&str> {
        let is_copy = |setting: &&Setting| setting.hidden.as_ref().is_some_and(|hidden| hidden.is_copy);
        self.settings.iter().filter(is_copy).map(|setting| setting.key.as_str()).collect()
    }

    /// Takes over what is said there of these keys.
    pub(crate) fn adopt(&mut self, keys: &[&str], other: &Self) {
        for setting in self.settings.iter_mut().filter(|setting| keys.contains(&setting.key.as_str())) {
            if let Some(theirs) = other.settings.iter().find(|theirs| theirs.key == setting.key) {
                setting.clone_from(theirs);
            }
        }
    }
}

impl fmt::Display for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => writeln!(f, "# from {}", file.display())?,
            None => writeln!(f, "# from no file")?,
        }
        for Setting { place, .. } in &self.settings {
            if let Place::Environment(name) = place {
                writeln!(f, "# from the environment: {name}")?;
            }
        }
        let mut section = None;
        for setting in &self.settings {
            let (above, name) = setting.key.rsplit_once('.').unwrap_or(("", &setting.key));
            if section != Some(above) {
                writeln!(f, "\n{}", header(above))?;
                section = Some(above);
            }
            let mark = match &setting.place {
                Place::Default => "  # default",
                Place::File(_) => "",
                Place::Environment(_) => "  # environment",
            };
            writeln!(f, "{name} = {}{mark}", setting.value())?;
        }
        Ok(())
    }
}

impl Setting {
    fn is_same(&self, other: &Self) -> bool {
        self.key == other.key && self.texts == other.texts && self.hidden == other.hidden
    }

    fn value(&self) -> String {
        let quoted: Vec<_> = self.texts.iter().map(|text| quoted(text)).collect();
        match self.spelling {
            Spelling::Quoted => quoted.concat(),
            Spelling::Bare => self.texts.concat(),
            Spelling::List => format!("[{}]", quoted.join(", ")),
        }
    }
}

/// `service` → `[service]`, `accounts[0]` → `[[accounts]]`, `accounts[0].auth` → `[accounts.auth]`: the sections of an
/// account follow it.
fn header(section: &str) -> String {
    let name: String =
        section.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect::<Vec<_>>().join(".");
    if section.ends_with(']') { format!("[[{name}]]") } else { format!("[{name}]") }
}

/// A text as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
