//! How well something is, in a word and a colour.

/// From good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// All is well.
    Good,
    /// It is behind, and works on it.
    Busy,
    /// A person should look, not at once.
    Warn,
    /// A person must act now.
    Bad,
}

impl Level {
    /// Returns its CSS class, also the name of its icon.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// Returns what it asks of the reader.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Good => "All is well",
            Self::Busy => "Loading",
            Self::Warn => "Look today",
            Self::Bad => "Act now",
        }
    }
}
