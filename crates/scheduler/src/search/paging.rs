//! Whether the pages of a search are all of it.
//!
//! An offset into a result that moves proves little: 250 distinct records of 250 counted can miss one, when one left and
//! another came between two pages. How much must be asked of the pages depends on how the result may move ([`Motion`]).
//!
//! In a result that stands still, pages overlap by one record that must be the same, the count must be the same on every
//! page, and no record may come twice. A result that records enter while it is read would never pass: there, each page must
//! repeat a record that has been seen, the count must not shrink, and at least as many different records must come as the
//! first page counted. With an order that does not move, a record that enters before the offset repeats one and skips
//! none; whatever enters was updated after the read began, and the next read has it.

use std::collections::HashSet;

/// How a result may move while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// It must not.
    Still,
    /// Records may enter it, and none leaves.
    Entering,
}

/// What is seen of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageView<'a> {
    /// Matches of the whole search, as this page prints it.
    pub(crate) count: u64,
    /// What tells the records of the page apart, in their order.
    pub(crate) keys: &'a [u64],
    /// Whether it has as many records as were requested, so that more may follow whatever the count says.
    pub(crate) is_full: bool,
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
    motion: Motion,
    /// Pages reach no more matches.
    matches_max: u64,
    /// As the first page printed it.
    count: Option<u64>,
    /// As the last one did.
    last_count: u64,
    keys: HashSet<u64>,
    last: Option<u64>,
    /// Place in the result behind the last record that came.
    end: u64,
}

impl Paging {
    /// Begins a search whose pages reach so many matches.
    pub(crate) fn new(motion: Motion, matches_max: u64) -> Self {
        Self { motion, matches_max, count: None, last_count: 0, keys: HashSet::new(), last: None, end: 0 }
    }

    /// How many matches the first page counted.
    pub(crate) fn count(&self) -> u64 {
        self.count.unwrap_or(0)
    }

    /// The records so far.
    pub(crate) fn keys(&self) -> &HashSet<u64> {
        &self.keys
    }

    /// How many records at the head of the next page, which has these, need not be kept.
    pub(crate) fn overlap(&self, keys: &[u64]) -> usize {
        match self.motion {
            Motion::Still => usize::from(self.last.is_some()),
            Motion::Entering => keys.iter().take_while(|key| self.keys.contains(key)).count(),
        }
    }

    /// Takes the next page.
    pub(crate) fn accept(&mut self, page: PageView<'_>) -> Step {
        match self.motion {
            Motion::Still => self.accept_still(page),
            Motion::Entering => self.accept_entering(page),
        }
    }

    fn accept_entering(&mut self, page: PageView<'_>) -> Step {
        let moved = |reason: String| Step::Moved { reason };
        let counted = *self.count.get_or_insert(page.count);
        if page.count < self.last_count {
            return moved(format!("the count went from {} to {}", self.last_count, page.count));
        }
        self.last_count = page.count;
        if page.count > self.matches_max {
            return Step::TooMany;
        }
        let is_first = self.last.is_none();
        if !is_first && !page.keys.iter().any(|key| self.keys.contains(key)) {
            return moved("two pages do not overlap".to_owned());
        }
        self.keys.extend(page.keys);
        self.last = page.keys.last().copied().or(self.last);
        let (begin, received) = (self.end.saturating_sub(1), self.keys.len() as u64);
        let end = begin + page.keys.len() as u64;
        if received > page.count {
            return moved(format!("{received} records came, {} were counted", page.count));
        }
        if end >= page.count && !page.is_full {
            return if received >= counted {
                Step::Complete
            } else {
                moved(format!("{received} records came, {counted} were counted"))
            };
        }
        if end <= self.end {
            return moved(format!("it ended after {end} of {} records", page.count));
        }
        self.end = end;
        Step::More { offset: end - 1 }
    }

    fn accept_still(&mut self, page: PageView<'_>) -> Step {
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
    /// Records of a full page.
    const FULL: usize = 5;

    /// Pages as (count, keys); the last step.
    fn check(motion: Motion, pages: &[(u64, &[u64])], expected: Step) {
        let mut paging = Paging::new(motion, MATCHES_MAX);
        let mut step = None;
        for (index, (count, keys)) in pages.iter().enumerate() {
            assert!(!matches!(step, Some(Step::Complete | Step::Moved { .. })), "page {index} of {pages:?}");
            step = Some(paging.accept(PageView { count: *count, keys, is_full: keys.len() == FULL }));
        }
        assert_eq!(step, Some(expected), "{pages:?}");
    }

    fn moved(reason: &str) -> Step {
        Step::Moved { reason: reason.to_owned() }
    }

    #[test]
    fn only_a_result_that_stood_still_is_complete() {
        let check = |pages: &[(u64, &[u64])], expected: Step| check(Motion::Still, pages, expected);
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

    #[test]
    fn records_may_enter_a_result_and_none_may_leave() {
        let check = |pages: &[(u64, &[u64])], expected: Step| check(Motion::Entering, pages, expected);
        check(&[(0, &[])], Step::Complete);
        check(&[(3, &[1, 2, 3])], Step::Complete);
        check(&[(5, &[1, 2, 3])], Step::More { offset: 2 });
        check(&[(5, &[1, 2, 3]), (5, &[3, 4, 5])], Step::Complete);
        // 9 enters behind, before, and at the offset.
        check(&[(5, &[1, 2, 3]), (6, &[3, 4, 5, 9])], Step::Complete);
        check(&[(5, &[1, 2, 3]), (6, &[2, 3, 4, 5])], Step::Complete);
        check(&[(5, &[1, 2, 3]), (6, &[9, 3, 4, 5])], Step::Complete);
        check(&[(5, &[1, 2, 3]), (6, &[3, 4, 5])], Step::More { offset: 4 });
        // What entered counts on the pages, not among those that must come.
        check(&[(5, &[1, 2, 3]), (6, &[2, 3, 4]), (6, &[4, 5])], Step::Complete);
        // Whatever the count says, a full page may not be the last one.
        check(&[(5, &[1, 2, 3, 4, 5])], Step::More { offset: 4 });
        check(&[(5, &[1, 2, 3, 4, 5]), (5, &[5])], Step::Complete);
        check(&[(5, &[1, 2, 3, 4, 5]), (5, &[5, 6])], moved("6 records came, 5 were counted"));
        // One left, and was replaced or not.
        check(&[(5, &[1, 2, 3]), (5, &[4, 5, 6])], moved("two pages do not overlap"));
        check(&[(5, &[1, 2, 3]), (4, &[3, 4])], moved("the count went from 5 to 4"));
        check(&[(5, &[1, 2, 3]), (5, &[3, 2, 3])], moved("3 records came, 5 were counted"));
        check(&[(5, &[1, 2, 3]), (5, &[3])], moved("it ended after 3 of 5 records"));
        check(&[(5, &[])], moved("it ended after 0 of 5 records"));
        check(&[(MATCHES_MAX + 1, &[1])], Step::TooMany);
        check(&[(MATCHES_MAX, &[1, 2]), (MATCHES_MAX + 1, &[2, 3])], Step::TooMany);
    }

    /// An upstream that always sends a page and never the last one.
    #[test]
    fn an_endless_answer_ends() {
        for motion in [Motion::Still, Motion::Entering] {
            let mut paging = Paging::new(motion, MATCHES_MAX);
            let mut next = 0_u64;
            for pages in 0_u64.. {
                let keys: Vec<u64> = (next..next + 100).collect();
                next += 99;
                match paging.accept(PageView { count: MATCHES_MAX, keys: &keys, is_full: true }) {
                    Step::More { .. } => assert!(pages <= MATCHES_MAX / 99 + 1),
                    other => {
                        assert!(matches!(other, Step::Moved { .. }), "{other:?}");
                        break;
                    }
                }
            }
        }
    }
}
