//! Pages of searches: what of a result is on one, what it says about all, and what faults make of it.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::faults::Fault;

/// The deepest record that a search engine answers by default.
const RESULT_WINDOW_MAX: usize = 10_000;

/// Which records of a result were asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Span {
    /// Reads the span from the parameters of a search, and refuses what both searches refuse: a wrong number, and a missing
    /// or long `source` (both APIs, query parameters).
    pub(crate) fn of(parameters: &[(String, String)]) -> Result<Self, &'static str> {
        const LIMIT_DEFAULT: usize = 50;
        const LIMIT_MAX: usize = 100;
        const SOURCE_CHARS_MAX: usize = 20;
        let get = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let number = |name: &str, default: usize| get(name).map_or(Ok(default), |text| text.parse::<usize>());
        let offset = number("offset", 0).map_err(|_| "offset is not a number")?;
        let limit = number("limit", LIMIT_DEFAULT).map_err(|_| "limit is not a number")?;
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err("limit must be 1 to 100");
        }
        let source_chars = get("source").map_or(0, |source| source.chars().count());
        if !(1..=SOURCE_CHARS_MAX).contains(&source_chars) {
            return Err("source is required, with 20 characters at most");
        }
        Ok(Self { offset, limit })
    }

    /// Says what the search engine says to a span that is too deep for it.
    pub(crate) fn problem(self, fault: Option<&Fault>) -> Option<String> {
        let depth = self.offset.saturating_add(self.limit);
        (depth > RESULT_WINDOW_MAX && fault != Some(&Fault::EndlessPages)).then(|| {
            format!(
                "Result window is too large, from + size must be less than or equal to: [{RESULT_WINDOW_MAX}] but was \
                 [{depth}]"
            )
        })
    }
}

/// The records of one answer and what it says about them.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) records: Vec<T>,
    count: usize,
    span: Span,
    /// How many shards did not answer, of how many.
    missing_shards: Option<(u32, u32)>,
}

impl<T: Clone> Page<T> {
    /// Cuts the page of a result; `id_of` says in which shard a record is.
    pub(crate) fn of(mut found: Vec<T>, span: Span, fault: Option<&Fault>, id_of: impl Fn(&T) -> &str) -> Self {
        let Span { mut offset, limit } = span;
        let mut missing_shards = None;
        if let Some(Fault::PartialShards { failed, total }) = fault {
            found.retain(|record| shard_of(id_of(record), *total) >= *failed);
            missing_shards = Some((*failed, *total));
        }
        let mut count = found.len();
        match fault {
            Some(Fault::CountChanges { by }) => count = count.saturating_add_signed(*by),
            Some(Fault::PageRepeats) => offset = offset.saturating_sub(limit),
            Some(Fault::EndlessPages) => {
                count = offset.saturating_add(2 * limit);
                let records = found.into_iter().cycle().take(limit).collect();
                return Self { records, count, span, missing_shards };
            }
            _ => {}
        }
        let records = found.into_iter().skip(offset).take(limit).collect();
        Self { records, count, span, missing_shards }
    }

    /// Tells `_metadata`, with links of which `own` is the address.
    pub(crate) fn metadata(&self, own: &str) -> Value {
        let Span { offset, limit } = self.span;
        let link =
            |rel: &str, offset: usize| json!({ "rel": rel, "href": format!("{own}?limit={limit}&offset={offset}") });
        let shards = match self.missing_shards {
            Some((failed, total)) => json!({ "partialResult": true, "failureShards": failed, "totalShards": total }),
            None => json!({ "partialResult": false }),
        };
        let mut metadata = json!({ "count": self.count, "self": link("self", offset), "shardsStatusResult": shards });
        if offset > 0 {
            metadata["prev"] = link("prev", offset.saturating_sub(limit));
        }
        let next = offset.saturating_add(limit);
        if next < self.count {
            metadata["next"] = link("next", next);
            metadata["last"] = link("last", (self.count - 1) / limit * limit);
        }
        metadata
    }
}

/// Makes another order with each `serial`: what whoever does not sort gets.
pub(crate) fn shuffle<T>(found: &mut [T], serial: usize) {
    Rng::with_seed(serial as u64).shuffle(found);
}

/// Finds the one of `total` shards that holds a record.
fn shard_of(id: &str, total: u32) -> u32 {
    id.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % total.max(1)
}
