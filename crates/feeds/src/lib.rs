//! What each feed is: its name, kind and retention, its tables and columns, and which upstream field goes to which column.
//! Pure. One folder for each feed, one line in [`ALL`] for each that is read: nobody else names a feed.
//!
//! In each folder `mod.rs` holds the facts and the shape of what upstream sends, `tables.rs` the columns, the other files
//! how a record becomes rows.

pub mod agent_activity;
pub mod agent_metrics;
mod attributes;
mod breakdown;
pub mod configuration;
pub mod engagement;
pub mod engagement_history;
pub mod messaging_interactions;
pub mod messaging_operations;
pub mod operational;
mod sample;
mod search;
pub mod survey;
pub mod web_session;

use std::fmt;
use std::sync::LazyLock;

use model::rows::Family;
use model::{Feed, FeedFacts};
use normalizer::{BodyShape, FileShape, ListShape, PageShape, SampleMethod};

/// Everything particular to a feed.
#[derive(Debug)]
pub struct FeedSpec {
    /// What any crate may ask.
    pub facts: FeedFacts,
    /// What upstream sends, and what is made of it.
    pub shape: Shape,
}

/// What upstream sends for a unit, by the kind of the feed.
#[derive(Debug)]
pub enum Shape {
    /// A file.
    Files(FileShape),
    /// The pages of a search.
    Windows(PageShape),
    /// Likewise, of what was updated.
    Updates(PageShape),
    /// The answer of a method.
    Samples(&'static [SampleMethod]),
    /// The answer of a list.
    Lists(&'static [ListShape]),
}

/// Every feed, in the order in which they are shown.
pub static ALL: [&FeedSpec; 10] = [
    &agent_activity::SPEC,
    &agent_metrics::SPEC,
    &configuration::SPEC,
    &engagement::SPEC,
    &engagement_history::SPEC,
    &messaging_interactions::SPEC,
    &messaging_operations::SPEC,
    &operational::SPEC,
    &survey::SPEC,
    &web_session::SPEC,
];

/// Returns every feed, in the order in which they are shown.
pub fn all() -> impl Iterator<Item = Feed> {
    ALL.iter().map(|spec| Feed::new(&spec.facts))
}

/// Returns everything particular to a feed.
///
/// # Panics
/// When the feed stands in no folder here, which is a mistake of the program.
pub fn spec_of(feed: Feed) -> &'static FeedSpec {
    ALL.iter().find(|spec| spec.facts.name == feed.as_str()).expect("a feed has a folder and a line in `ALL`")
}

/// Returns what the files of a feed are made of; `None` for a feed of another kind.
pub fn file_shape(feed: Feed) -> Option<&'static FileShape> {
    match &spec_of(feed).shape {
        Shape::Files(shape) => Some(shape),
        Shape::Windows(_) | Shape::Updates(_) | Shape::Samples(_) | Shape::Lists(_) => None,
    }
}

/// Returns the bodies of the files of all feeds.
pub(crate) fn file_bodies() -> &'static [&'static BodyShape] {
    static BODIES: LazyLock<Vec<&'static BodyShape>> =
        LazyLock::new(|| all().filter_map(file_shape).flat_map(|shape| shape.bodies).collect());
    &BODIES
}

/// Returns what the pages of a feed's search are made of; `None` for a feed of another kind.
pub fn page_shape(feed: Feed) -> Option<&'static PageShape> {
    match &spec_of(feed).shape {
        Shape::Windows(shape) | Shape::Updates(shape) => Some(shape),
        Shape::Files(_) | Shape::Samples(_) | Shape::Lists(_) => None,
    }
}

/// Returns the methods of a feed of samples; none for a feed of another kind.
pub fn sample_methods(feed: Feed) -> &'static [SampleMethod] {
    match &spec_of(feed).shape {
        Shape::Samples(methods) => methods,
        Shape::Files(_) | Shape::Windows(_) | Shape::Updates(_) | Shape::Lists(_) => &[],
    }
}

/// Returns the lists of a feed of lists; none for a feed of another kind.
pub fn lists(feed: Feed) -> &'static [ListShape] {
    match &spec_of(feed).shape {
        Shape::Lists(lists) => lists,
        Shape::Files(_) | Shape::Windows(_) | Shape::Updates(_) | Shape::Samples(_) => &[],
    }
}

/// Returns the families of all feeds.
pub fn families() -> impl Iterator<Item = &'static Family> {
    all().flat_map(Feed::families).copied()
}

/// Returns the feed of this name.
///
/// # Errors
/// When there is none; the error lists the names.
pub fn parse(name: &str) -> Result<Feed, UnknownFeed> {
    all().find(|feed| feed.as_str() == name).ok_or_else(|| UnknownFeed(name.to_owned()))
}

/// Returns the names of the feeds that `is_meant` selects, as a sentence lists them: `a, b or c`.
pub fn names(is_meant: impl Fn(Feed) -> bool) -> String {
    let names: Vec<&str> = all().filter(|feed| is_meant(*feed)).map(Feed::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [names @ .., last] => format!("{} or {last}", names.join(", ")),
    }
}

/// The text is not the name of a feed.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownFeed(pub String);

impl fmt::Display for UnknownFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown feed `{}`; the feeds are", self.0)?;
        for (index, feed) in all().enumerate() {
            write!(f, "{}`{feed}`", if index == 0 { " " } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFeed {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::FeedKind;

    use super::*;

    #[test]
    fn every_feed_is_one_of_its_kind_with_tables_of_its_own() {
        let (mut names, mut tables) = (HashSet::new(), HashSet::new());
        for spec in ALL {
            let facts = &spec.facts;
            assert!(names.insert(facts.name), "{} stands twice", facts.name);
            let kind = match &spec.shape {
                Shape::Files(_) => FeedKind::Files,
                Shape::Windows(_) => FeedKind::Windows,
                Shape::Updates(_) => FeedKind::Updates,
                Shape::Samples(_) => FeedKind::Samples,
                Shape::Lists(_) => FeedKind::Lists,
            };
            assert_eq!(facts.kind, kind, "{}", facts.name);
            assert!(facts.loss_near < facts.kept_upstream && facts.usual_lag < facts.kept_upstream, "{}", facts.name);
            let feed = Feed::new(facts);
            assert_eq!(parse(facts.name), Ok(feed));
            let stored: Vec<&Family> = match &spec.shape {
                Shape::Files(shape) => shape.bodies.iter().flat_map(|body| body.families()).collect(),
                Shape::Windows(shape) | Shape::Updates(shape) => vec![shape.target.family],
                Shape::Samples(methods) => families_of(methods),
                Shape::Lists(lists) => lists.iter().map(|list| list.target.family).collect(),
            };
            let names_of = |families: &[&Family]| families.iter().map(|family| family.name).collect::<Vec<_>>();
            assert_eq!(names_of(&stored), names_of(facts.families), "{}", facts.name);
            for table in facts.families.iter().flat_map(|family| family.tables().skip(1)) {
                assert!(tables.insert(table.name), "{} is a table of two families", table.name);
            }
        }
        assert_eq!(names_of_kind(FeedKind::Files), "agent_activity, engagement, survey or web_session");
        assert_eq!(parse("chats").unwrap_err().to_string().matches('`').count(), 2 * (ALL.len() + 1));
    }

    /// Methods may share a table.
    fn families_of(methods: &'static [SampleMethod]) -> Vec<&'static Family> {
        let mut seen = HashSet::new();
        let families = methods.iter().flat_map(|method| method.families.iter().copied());
        families.filter(|family| seen.insert(family.name)).collect()
    }

    fn names_of_kind(kind: FeedKind) -> String {
        super::names(|feed| feed.kind() == kind)
    }
}
