//! Takes one key after the other out of the flat list. It writes down what serves (for `lp-warehouse config`) and what
//! is wrong, all of it; a key that nobody took is unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use super::effective::{Hidden, Setting, Spelling};
use super::secret_file::SecretFolders;
use super::source::{BYTE_ORDER_MARK, Environment, Given, Place, Shape, variable_of};
use super::value;

/// No list holds more values.
const LIST_LEN_MAX: usize = 10_000;

/// One key that cannot be used as it is.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    key: String,
    what: String,
    place: Option<Place>,
}

/// Why a configuration is refused: every problem of it.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is refused")?;
        for Problem { key, what, place } in &self.0 {
            write!(f, "\n  `{key}`: {what}")?;
            if let Some(place) = place {
                write!(f, " ({place})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The configuration while it is read.
pub(super) struct Reader {
    given: BTreeMap<String, Given>,
    known: BTreeSet<String>,
    settings: Vec<Setting>,
    problems: Vec<Problem>,
    /// Files with a secret that every user of this machine can read.
    pub(super) exposed_secrets: BTreeSet<PathBuf>,
    secret_folders: SecretFolders,
}

impl Reader {
    pub(super) fn new(given: BTreeMap<String, Given>, environment: &Environment, folder: PathBuf) -> Self {
        let secret_folders = SecretFolders { beside: folder, credentials: environment.credentials_folder.clone() };
        Self {
            given,
            known: BTreeSet::new(),
            settings: Vec::new(),
            problems: Vec::new(),
            exposed_secrets: BTreeSet::new(),
            secret_folders,
        }
    }

    /// The value of `key`, if it is given.
    pub(super) fn optional<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let (text, place) = self.take(key)?;
        self.parsed(key, text, place, Spelling::Quoted, parse)
    }

    /// The value of `key`, which must be given.
    pub(super) fn required<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let Some((text, place)) = self.take(key) else {
            self.missing(key, "");
            return None;
        };
        self.parsed(key, text, place, Spelling::Quoted, parse)
    }

    /// The value of `key`, or else `default`, which is spelled as in a file.
    pub(super) fn or<T>(&mut self, key: &str, default: &str, parse: impl Fn(&str) -> Result<T, String>) -> T {
        self.or_spelled(key, default, Spelling::Quoted, parse)
    }

    /// Like [`Reader::or`], for numbers and flags, which TOML writes without quotes.
    pub(super) fn or_bare<T>(&mut self, key: &str, default: &str, parse: impl Fn(&str) -> Result<T, String>) -> T {
        self.or_spelled(key, default, Spelling::Bare, parse)
    }

    /// The values of a list, or else `default`.
    pub(super) fn or_list<T>(
        &mut self,
        key: &str,
        default: &[&str],
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        self.refuse_text_for_list(key, default);
        let mut texts = Vec::new();
        let mut place = Place::Default;
        if let Some(given) = self.given.get(key).filter(|given| matches!(given.shape, Shape::EmptyList)) {
            place = given.place.clone();
            self.given.remove(key);
        } else {
            texts = default.iter().map(|text| (*text).to_owned()).collect();
        }
        let given: Vec<_> = (0..LIST_LEN_MAX).map_while(|index| self.take(&format!("{key}[{index}]"))).collect();
        if let Some((_, last)) = given.last() {
            place = last.clone();
            texts = given.into_iter().map(|(text, _)| text).collect();
        }
        self.known.insert(key.to_owned());
        let values = texts.iter().enumerate().filter_map(|(index, text)| match parse(text) {
            Ok(value) => Some(value),
            Err(what) => {
                self.problems.push(Problem { key: format!("{key}[{index}]"), what, place: Some(place.clone()) });
                None
            }
        });
        let values = values.collect();
        self.settings.push(Setting { key: key.to_owned(), texts, spelling: Spelling::List, place, hidden: None });
        values
    }

    /// One text where a list belongs: what to write instead, in a file and as a variable.
    fn refuse_text_for_list(&mut self, key: &str, default: &[&str]) {
        if let Some((_, place)) = self.take(key) {
            let example = default.first().copied().unwrap_or("…");
            let variable = variable_of(&format!("{key}[0]"));
            self.problem(key, &format!("is a list; write `[\"{example}\"]`, or {variable}={example}"), Some(place));
        }
    }

    /// A secret, given as `key` or in the file named by `key_file`.
    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        self.secret_checked(key, |_| Ok("***".to_owned()))
    }

    /// A secret that must be given.
    pub(super) fn required_secret(&mut self, key: &str) -> Option<SecretString> {
        if !self.is_given(key) && !self.is_given(&format!("{key}_file")) {
            self.take(key);
            let name = key.rsplit('.').next().unwrap_or(key);
            self.missing(key, &format!(", or name a file that holds it as `{name}_file`"));
            return None;
        }
        self.secret(key)
    }

    /// A secret that has a form: `mask` checks it and says what may be shown of it.
    pub(super) fn secret_checked(
        &mut self,
        key: &str,
        mask: impl Fn(&str) -> Result<String, String>,
    ) -> Option<SecretString> {
        let file_key = format!("{key}_file");
        let (inline, file) = (self.take(key), self.take(&file_key));
        if let (Some(_), Some((_, place))) = (&inline, &file) {
            self.problem(&file_key, &format!("clashes with `{key}`; keep one of the two"), Some(place.clone()));
            return None;
        }
        let is_inline = inline.is_some();
        let (key, (text, place)) = match inline {
            Some(inline) => (key, inline),
            None => (file_key.as_str(), self.read_file_of(&file_key, file?, true)?),
        };
        let text = text.trim_start_matches(BYTE_ORDER_MARK).to_owned();
        match value::secret(&text).and_then(|()| mask(&text)) {
            Ok(shown) if is_inline => {
                self.note(key, shown, place, Spelling::Quoted);
                self.hide(key, &text, false);
            }
            Ok(_) => {}
            Err(what) => {
                self.problem(key, &what, Some(place));
                return None;
            }
        }
        Some(SecretString::from(text))
    }

    /// The text of the file that `key` names, which is looked for where secrets are.
    pub(super) fn text_in_file(&mut self, key: &str, check: impl Fn(&str) -> Result<(), String>) -> Option<String> {
        let given = self.take(key)?;
        let (text, place) = self.read_file_of(key, given, false)?;
        match check(&text) {
            Ok(()) => Some(text),
            Err(what) => {
                self.problem(key, &what, Some(place));
                None
            }
        }
    }

    fn read_file_of(
        &mut self,
        file_key: &str,
        (path, place): (String, Place),
        is_secret: bool,
    ) -> Option<(String, Place)> {
        let path = self.parsed(file_key, path, place.clone(), Spelling::Quoted, value::path)?;
        match self.secret_folders.read(&path) {
            Ok(file) => {
                self.hide(file_key, &file.text, file.is_systemd_copy());
                if is_secret && file.is_exposed {
                    self.exposed_secrets.insert(file.path);
                }
                Some((file.text, place))
            }
            Err(what) => {
                self.problem(file_key, &what, Some(place));
                None
            }
        }
    }

    /// The indexes of a list of sections, e.g. `accounts`. At least one must be given, and they must follow each other.
    pub(super) fn indexes(&mut self, key: &str) -> BTreeSet<usize> {
        let opening = format!("{key}[");
        let mut seen = BTreeSet::new();
        for given in self.given.keys() {
            let index = given.strip_prefix(&opening).and_then(|rest| rest.split(']').next());
            seen.extend(index.and_then(|index| index.parse::<usize>().ok()));
        }
        if seen.is_empty() {
            let place = self.given.remove(key).map(|given| given.place);
            self.problem(key, &format!("needs at least one `[[{key}]]` section"), place);
        } else if let Some(gap) = (0..seen.len()).find(|index| !seen.contains(index)) {
            self.problem(&format!("{key}[{gap}]"), "is missing; the numbers must follow each other from 0", None);
        }
        seen
    }

    /// Leaves the keys of a section aside that cannot be judged, because something above them is wrong.
    pub(super) fn set_aside(&mut self, section: &str) {
        let opening = format!("{section}.");
        self.given.retain(|key, _| !key.starts_with(&opening));
    }

    /// Refuses a value that was read, for a reason that its own parser could not know.
    pub(super) fn refuse(&mut self, key: &str, what: &str) {
        let place = self.settings.iter().find(|setting| setting.key == key).map(|setting| setting.place.clone());
        self.problem(key, what, place.filter(|place| *place != Place::Default));
    }

    /// What serves, if nothing is wrong.
    pub(super) fn finish(mut self) -> Result<Vec<Setting>, Problems> {
        for (key, given) in std::mem::take(&mut self.given) {
            let is_section = self.known.iter().any(|known| is_within(known, &key));
            if is_section && matches!(given.shape, Shape::EmptySection | Shape::EmptyList) {
                continue;
            }
            let what = if is_section { "is a section, not a value".to_owned() } else { self.unknown(&key) };
            self.problem(&key, &what, Some(given.place));
        }
        if self.problems.is_empty() { Ok(self.settings) } else { Err(Problems(self.problems)) }
    }

    /// Whether the file or the environment has `key`, which nobody has taken yet.
    pub(super) fn is_given(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    fn or_spelled<T>(
        &mut self,
        key: &str,
        default: &str,
        spelling: Spelling,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> T {
        let (text, place) = self.take(key).unwrap_or_else(|| (default.to_owned(), Place::Default));
        self.parsed(key, text, place, spelling, &parse)
            .unwrap_or_else(|| parse(default).expect("a default passes its own check"))
    }

    fn parsed<T>(
        &mut self,
        key: &str,
        text: String,
        place: Place,
        spelling: Spelling,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(&text) {
            Ok(value) => {
                self.note(key, text, place, spelling);
                Some(value)
            }
            Err(what) => {
                self.problem(key, &what, Some(place));
                None
            }
        }
    }

    /// The text at `key`. A section or a list is left where it is: it will be refused as unknown.
    fn take(&mut self, key: &str) -> Option<(String, Place)> {
        self.known.insert(key.to_owned());
        match self.given.remove(key)? {
            Given { shape: Shape::Text(text), place } => Some((text, place)),
            other => {
                self.given.insert(key.to_owned(), other);
                None
            }
        }
    }

    fn note(&mut self, key: &str, text: String, place: Place, spelling: Spelling) {
        self.settings.push(Setting { key: key.to_owned(), texts: vec![text], spelling, place, hidden: None });
    }

    /// Keeps what stands behind the setting that was noted last under `key`.
    fn hide(&mut self, key: &str, text: &str, is_copy: bool) {
        if let Some(setting) = self.settings.iter_mut().rfind(|setting| setting.key == key) {
            setting.hidden = Some(Hidden { text: SecretString::from(text), is_copy });
        }
    }

    fn missing(&mut self, key: &str, otherwise: &str) {
        self.problem(key, &format!("is missing; write it, or set {}{otherwise}", variable_of(key)), None);
    }

    fn problem(&mut self, key: &str, what: &str, place: Option<Place>) {
        self.problems.push(Problem { key: key.to_owned(), what: what.to_owned(), place });
    }

    /// Says what the nearest section that does exist takes.
    fn unknown(&self, key: &str) -> String {
        let mut section = key;
        while let Some((above, _)) = section.rsplit_once(['.', '[']) {
            section = above;
            let names = self.names_in(section);
            if !names.is_empty() {
                return format!("unknown key; `{section}` takes {names}");
            }
        }
        format!("unknown key; the sections are {}", self.names_in(""))
    }

    /// The names directly under a section.
    fn names_in(&self, section: &str) -> String {
        let within = self.known.iter().filter(|known| is_within(known, section));
        let rests = within.map(|known| known[section.len()..].trim_start_matches('.'));
        let names: BTreeSet<_> = rests.map(|rest| rest.split(['.', '[']).next().unwrap_or(rest)).collect();
        let names: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
        names.join(", ")
    }
}

fn is_within(key: &str, section: &str) -> bool {
    section.is_empty() || key.strip_prefix(section).is_some_and(|rest| rest.starts_with(['.', '[']))
}
