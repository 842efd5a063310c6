//! All agents who are logged in, over more than one page. Agents log in and out meanwhile, so that pages move: each page
//! repeats the last agent of the one before it, and a sample that does not fit together is taken again.

use std::collections::HashSet;
use std::sync::Arc;

use client::{AGENTS_PER_PAGE_MAX, AccountClient, AgentPage, ClientError};

use crate::samples::request::Answer;

/// A sample whose pages moved is taken so often in all; the last one is stored as partial.
const TRIES_MAX: u32 = 3;
/// A hundred thousand agents; more is an upstream that goes on for ever.
const PAGES_MAX: usize = 100;

/// Reads all pages.
///
/// # Errors
/// When a page cannot be had.
pub(super) async fn read_agents(client: &AccountClient) -> Result<Answer, ClientError> {
    let mut tries = 1;
    loop {
        let pages = read_pages(client).await?;
        let is_partial = !is_whole(&pages);
        if !is_partial || tries == TRIES_MAX {
            let answered_at = pages[0].answer.answered_at;
            let pages = pages.into_iter().map(|page| page.answer.body).collect();
            return Ok(Answer { pages: Arc::new(pages), answered_at, is_partial });
        }
        tries += 1;
    }
}

/// Reads page after page, until one is not full.
async fn read_pages(client: &AccountClient) -> Result<Vec<AgentPage>, ClientError> {
    let (mut pages, mut offset) = (Vec::new(), 0);
    loop {
        let page = client.agent_status(offset).await?;
        let on_page = page.agents.len() as u64;
        let is_last =
            on_page < u64::from(AGENTS_PER_PAGE_MAX) && page.count.is_none_or(|count| offset + on_page >= count);
        pages.push(page);
        if is_last || on_page <= 1 || pages.len() == PAGES_MAX {
            return Ok(pages);
        }
        offset += on_page - 1;
    }
}

/// Tells whether the pages show every agent: none moved, and all parts of upstream answered.
fn is_whole(pages: &[AgentPage]) -> bool {
    let seen: HashSet<&str> = pages.iter().flat_map(|page| &page.agents).map(String::as_str).collect();
    let repeats = |pair: &[AgentPage]| pair[0].agents.last() == pair[1].agents.first();
    let counts_all = |page: &AgentPage| page.count.is_none_or(|count| count == seen.len() as u64);
    pages.iter().all(|page| !page.is_partial && counts_all(page)) && pages.windows(2).all(repeats)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use client::DatedAnswer;

    use super::*;

    fn check(pages: &[(&[&str], u64, bool)], expected: bool) {
        let page = |(agents, count, is_partial): &(&[&str], u64, bool)| AgentPage {
            answer: DatedAnswer { body: Vec::new(), answered_at: DateTime::UNIX_EPOCH },
            count: Some(*count),
            agents: agents.iter().map(|agent| (*agent).to_owned()).collect(),
            is_partial: *is_partial,
        };
        let pages: Vec<AgentPage> = pages.iter().map(page).collect();
        assert_eq!(is_whole(&pages), expected, "{pages:?}");
    }

    #[test]
    fn pages_are_whole_when_they_fit_together() {
        check(&[(&[], 0, false)], true);
        check(&[(&["1", "2"], 2, false)], true);
        check(&[(&["1", "2"], 2, true)], false);
        check(&[(&["1", "2"], 3, false), (&["2", "3"], 3, false)], true);
        // Agent 1 logged out: the second page begins one later, and 3 is on no page.
        check(&[(&["1", "2"], 4, false), (&["3", "4"], 3, false)], false);
        // The same, while somebody else logged in.
        check(&[(&["1", "2", "3"], 5, false), (&["4", "5", "6"], 5, false)], false);
        check(&[(&["1", "2"], 3, false), (&["2"], 2, false)], false);
    }
}
