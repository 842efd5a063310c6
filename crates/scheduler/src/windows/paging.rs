//! Whether the pages of a search are all of it.
//!
//! An offset into a result that moves proves little: 250 distinct records of 250 counted can miss one, when one left and
//! another came between two pages. So pages overlap by one record that must be the same, the count must be the same on
//! every page, and no record may come twice.

use std::collections::HashSet;

/// What is seen of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageView<'a> {
    /// Matches of the whole search, as this page prints it.
    pub(crate) count: u64,
    /// What tells the records of the page apart, in their order.
    pub(crate) keys: &'a [u64],
}

/// What a page means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Go on at this offset; the first record there has been seen.
    More {
        /// 0-based number of a record in the result.
        offset: u64,
    },
    /// Everything has come.
    Complete,
    /// More than can be reached by pages.
    TooMany,
    /// The result moved while it was read; begin again.
    Moved {
        /// What was seen.
        reason: String,
    },
}

/// The pages of one search so far.
#[derive(Debug)]
pub(crate) struct Paging {
    /// Pages reach no more matches.
    matches_max: u64,
    count: Option<u64>,
    keys: HashSet<u64>,
    last: Option<u64>,
}

impl Paging {
    /// Begins a search whose pages reach so many matches.
    pub(crate) fn new(matches_max: u64) -> Self {
        Self { matches_max, count: None, keys: HashSet::new(), last: None }
    }

    /// How many matches the first page counted.
    pub(crate) fn count(&self) -> u64 {
        self.count.unwrap_or(0)
    }

    /// The records so far.
    pub(crate) fn keys(&self) -> &HashSet<u64> {
        &self.keys
    }

    /// How many records at the head of the next page have been seen.
    pub(crate) fn overlap(&self) -> usize {
        usize::from(self.last.is_some())
    }

    /// Takes the next page.
    pub(crate) fn accept(&mut self, page: PageView<'_>) -> Step {
        let moved = |reason: String| Step::Moved { reason };
        let count = *self.count.get_or_insert(page.count);
        if page.count != count {
            return moved(format!("the count went from {count} to {}", page.count));
        }
        if count > self.matches_max {
            return Step::TooMany;
        }
        let mut fresh = page.keys;
        if let Some(last) = self.last {
            match page.keys.split_first() {
                Some((first, rest)) if *first == last => fresh = rest,
                _ => return moved("two pages do not overlap".to_owned()),
            }
        }
        for key in fresh {
            if !self.keys.insert(*key) {
                return moved("a record came twice".to_owned());
            }
        }
        self.last = page.keys.last().copied().or(self.last);
        let received = self.keys.len() as u64;
        match received.cmp(&count) {
            std::cmp::Ordering::Equal => Step::Complete,
            std::cmp::Ordering::Greater => moved(format!("{received} records came, {count} were counted")),
            std::cmp::Ordering::Less if fresh.is_empty() => {
                moved(format!("it ended after {received} of {count} records"))
            }
            std::cmp::Ordering::Less => Step::More { offset: received - 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATCHES_MAX: u64 = 9_900;

    /// Pages as (count, keys); the last step.
    fn check(pages: &[(u64, &[u64])], expected: Step) {
        let mut paging = Paging::new(MATCHES_MAX);
        let mut step = None;
        for (index, (count, keys)) in pages.iter().enumerate() {
            assert!(!matches!(step, Some(Step::Complete | Step::Moved { .. })), "page {index} of {pages:?}");
            step = Some(paging.accept(PageView { count: *count, keys }));
        }
        assert_eq!(step, Some(expected), "{pages:?}");
    }

    fn moved(reason: &str) -> Step {
        Step::Moved { reason: reason.to_owned() }
    }

    #[test]
    fn only_a_result_that_stood_still_is_complete() {
        check(&[(0, &[])], Step::Complete);
        check(&[(3, &[1, 2, 3])], Step::Complete);
        check(&[(5, &[1, 2, 3])], Step::More { offset: 2 });
        check(&[(5, &[1, 2, 3]), (5, &[3, 4, 5])], Step::Complete);
        check(&[(6, &[1, 2, 3]), (6, &[3, 4, 5]), (6, &[5, 6])], Step::Complete);
        check(&[(5, &[1, 2, 3]), (6, &[3, 4, 5])], moved("the count went from 5 to 6"));
        // One left and one came: five distinct of five, and yet one is missing.
        check(&[(5, &[1, 2, 3]), (5, &[4, 5, 6])], moved("two pages do not overlap"));
        check(&[(5, &[1, 2, 3]), (5, &[3, 2, 4])], moved("a record came twice"));
        check(&[(4, &[1, 2, 3]), (4, &[3, 4, 5])], moved("5 records came, 4 were counted"));
        check(&[(5, &[1, 2, 3]), (5, &[3])], moved("it ended after 3 of 5 records"));
        check(&[(5, &[1, 2, 3]), (5, &[])], moved("two pages do not overlap"));
        check(&[(5, &[])], moved("it ended after 0 of 5 records"));
        check(&[(0, &[1])], moved("1 records came, 0 were counted"));
        check(&[(MATCHES_MAX + 1, &[1])], Step::TooMany);
    }

    /// An upstream that always counts one more than it has sent, and always sends a page.
    #[test]
    fn an_endless_answer_ends() {
        let mut paging = Paging::new(MATCHES_MAX);
        let mut next = 0_u64;
        for pages in 0_u64.. {
            let keys: Vec<u64> = (next..next + 100).collect();
            next += 99;
            match paging.accept(PageView { count: MATCHES_MAX, keys: &keys }) {
                Step::More { .. } => assert!(pages <= MATCHES_MAX / 99 + 1),
                other => return assert!(matches!(other, Step::Moved { .. }), "{other:?}"),
            }
        }
    }
}
