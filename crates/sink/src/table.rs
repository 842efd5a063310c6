//! The statements that read and write data tables, made from what a table is. Their text and plans are golden files.

use model::rows::{Column, CopyOrder, Family, History, MemberSet, Table};

/// The lineage columns of a parent table that the sink writes; `loaded_at` takes its default.
fn lineage(family: &Family) -> impl Iterator<Item = &'static str> {
    let rank = (family.order == CopyOrder::Rank).then_some("version_rank");
    [version_column(family), "content_rev", "content_hash", "unit_id"].into_iter().chain(rank)
}

fn version_column(family: &Family) -> &'static str {
    match family.order {
        CopyOrder::Version | CopyOrder::Rank | CopyOrder::Fetch => "source_version_at",
        CopyOrder::Finality => "fetched_at",
    }
}

/// The rank of what is stored, as an expression.
fn rank(family: &Family) -> &'static str {
    match family.order {
        CopyOrder::Version | CopyOrder::Fetch => "0::smallint",
        CopyOrder::Rank => "t.version_rank",
        CopyOrder::Finality => "t.is_final::integer::smallint",
    }
}

/// The statements for one family. `keys` stands for the arguments after the account: an array for each column of the key.
#[derive(Debug)]
pub struct Statements {
    /// account, keys → place in the arrays (from 1), version, revision, hash, rank of what is stored.
    pub ask: String,
    /// The same, and locks the rows in the order of the arrays.
    pub lock: String,
    /// account, keys, version, revision: raises the order of equal content.
    pub raise: String,
    /// The columns of the row, then the lineage: replaces one parent.
    pub update: String,
    /// account, first column of the keys: removes the children, one statement per child table.
    pub delete_children: Vec<String>,
    /// account, an array for each column of the keys of members → places (from 1) of those that are not stored. `None` for a
    /// family without a set.
    pub missing_members: Option<String>,
    /// account, first column of the keys: removes all members, one statement per table of the set.
    pub delete_members: Vec<String>,
    /// account, keys: ends the current version of rows of which a tracked column differs by now. `None` for a family without a
    /// history.
    pub close_versions: Option<String>,
    /// account, keys: begins the version that the rows show, unless it is the current one. `None` likewise.
    pub open_versions: Option<String>,
    /// One per table of the family, parent first.
    pub copy: Vec<String>,
}

impl Statements {
    /// Makes them.
    pub fn new(family: &Family) -> Self {
        Self {
            ask: probe(family, ""),
            lock: probe(family, "\n    for update"),
            raise: raise(family),
            update: update(family),
            delete_children: family.children.iter().map(|child| delete_rows(family, child)).collect(),
            missing_members: family.members.map(|set| missing_members(family, set)),
            delete_members: family.member_tables().map(|table| delete_rows(family, table)).collect(),
            close_versions: family.history.map(|history| close_versions(family, history)),
            open_versions: family.history.map(|history| open_versions(family, history)),
            copy: family.tables().map(|table| copy(family, table)).collect(),
        }
    }

    /// All of them, for golden files.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [&self.ask, &self.lock, &self.raise, &self.update]
            .into_iter()
            .chain(&self.delete_children)
            .chain(&self.missing_members)
            .chain(&self.delete_members)
            .chain(&self.close_versions)
            .chain(&self.open_versions)
            .chain(&self.copy)
            .map(String::as_str)
    }
}

/// The columns of the key of a member, after the account: the first of the document's key, then those of the set.
pub(crate) fn member_key(set: &MemberSet) -> &'static [Column] {
    &set.table.columns[1..][..1 + set.key.len()]
}

/// The keys as a relation `k`, numbered by `place`.
fn keys(family: &Family) -> String {
    numbered_keys(key_columns(family))
}

fn key_columns(family: &Family) -> &'static [Column] {
    &family.parent.columns[1..=family.key.len()]
}

fn numbered_keys(columns: &[Column]) -> String {
    let arrays: Vec<String> =
        (2..).zip(columns).map(|(number, column)| format!("${number}::{}[]", column.column_type.sql())).collect();
    let names: Vec<&str> = columns.iter().map(Column::name).collect();
    format!("unnest({}) with ordinality as k({}, place)", arrays.join(", "), names.join(", "))
}

fn is_key(family: &Family) -> String {
    equals_key(key_columns(family))
}

fn equals_key(columns: &[Column]) -> String {
    columns.iter().map(|column| format!(" and t.{0} = k.{0}", column.name())).collect()
}

/// An index probe per key, whatever the size of the table: `limit` keeps the planner from joining in any other way.
fn probe(family: &Family, suffix: &str) -> String {
    let (table, keys, is_key) = (family.parent.name, keys(family), is_key(family));
    let (version, rank) = (version_column(family), rank(family));
    format!(
        "select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from {keys}
cross join lateral (
    select t.{version} as version_at, t.content_rev, t.content_hash, {rank} as rank
    from liveperson.{table} t
    where t.account_id = $1{is_key}
    limit 1{suffix}
) t"
    )
}

/// The same for members, but returns those that are not there: a batch that brings nothing new gets no row back.
fn missing_members(family: &Family, set: &MemberSet) -> String {
    let key = member_key(set);
    debug_assert_eq!(key[0].name(), family.key[0], "members carry the first column of the key");
    let (table, keys, is_key) = (set.table.name, numbered_keys(key), equals_key(key));
    format!(
        "select k.place
from {keys}
left join lateral (
    select true as is_stored
    from liveperson.{table} t
    where t.account_id = $1{is_key}
    limit 1
) t on true
where t.is_stored is null"
    )
}

/// The rows of the parent under the keys, as `t`; beside each, as `v`, the latest version in the history. Two index probes per
/// key.
struct Versions {
    parent: String,
    latest: String,
    is_same: String,
}

impl Versions {
    fn new(family: &Family, history: &History) -> Self {
        debug_assert_eq!(family.key.len(), 1, "the key of a version has one column of the row");
        let (table, is_key, version) = (family.parent.name, is_key(family), version_column(family));
        let of = |row: &str| -> String {
            history.tracked.iter().map(|column| format!("{row}.{column}")).collect::<Vec<_>>().join(", ")
        };
        let (id, former) = (family.key[0], history.table);
        let parent = format!(
            "(
    select t.{version} as version_at, {}
    from liveperson.{table} t
    where t.account_id = $1{is_key}
    limit 1
) t",
            of("t")
        );
        let latest = format!(
            "(
    select v.valid_from, v.valid_to, {}
    from liveperson.{former} v
    where v.account_id = $1 and v.{id} = k.{id}
    order by v.valid_from desc
    limit 1
) v",
            of("v")
        );
        let is_same = format!("({}) is not distinct from ({})", of("v"), of("t"));
        Self { parent, latest, is_same }
    }
}

/// A version that began when the row was read is not ended: [`open_versions`] writes over it.
fn close_versions(family: &Family, history: &History) -> String {
    let Versions { parent, latest, is_same } = Versions::new(family, history);
    let (keys, id, former) = (keys(family), family.key[0], history.table);
    format!(
        "with ended as (
select k.{id}, v.valid_from, t.version_at
from {keys}
cross join lateral {parent}
cross join lateral {latest}
where v.valid_to is null and v.valid_from < t.version_at and not ({is_same})
)
update liveperson.{former} v set valid_to = ended.version_at
from ended
where v.account_id = $1 and v.{id} = ended.{id} and v.valid_from = ended.valid_from"
    )
}

/// No version begins before the latest one: where somebody deleted a row, an older copy of it may be new.
fn open_versions(family: &Family, history: &History) -> String {
    let Versions { parent, latest, is_same } = Versions::new(family, history);
    let (keys, id, former) = (keys(family), family.key[0], history.table);
    let tracked = history.tracked.join(", ");
    let seen: Vec<String> = history.tracked.iter().map(|column| format!("t.{column}")).collect();
    let set: Vec<String> = history.tracked.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let (seen, set) = (seen.join(", "), set.join(", "));
    format!(
        "insert into liveperson.{former} (account_id, {id}, valid_from, {tracked})
select $1, k.{id}, t.version_at, {seen}
from {keys}
cross join lateral {parent}
left join lateral {latest} on true
where v.valid_from is null
    or v.valid_from <= t.version_at and not (v.valid_to is null and {is_same})
on conflict (account_id, {id}, valid_from) do update set valid_to = null, {set}"
    )
}

fn raise(family: &Family) -> String {
    let (table, keys, is_key) = (family.parent.name, keys(family), is_key(family));
    let version_column = version_column(family);
    let version = family.key.len() + 2;
    let revision = version + 1;
    format!(
        "update liveperson.{table} t set {version_column} = ${version}, content_rev = ${revision}
from {keys}
where t.account_id = $1{is_key}"
    )
}

fn update(family: &Family) -> String {
    let key_count = family.key.len() + 1;
    let columns: Vec<&str> = family.parent.columns.iter().map(Column::name).chain(lineage(family)).collect();
    let set: Vec<String> =
        (1..).zip(&columns).skip(key_count).map(|(number, column)| format!("{column} = ${number}")).collect();
    let is_key: Vec<String> =
        (1..).zip(&columns).take(key_count).map(|(number, column)| format!("{column} = ${number}")).collect();
    let (table, set, is_key) = (family.parent.name, set.join(", "), is_key.join(" and "));
    format!("update liveperson.{table} set {set}, loaded_at = default where {is_key}")
}

/// Children and members carry the first column of the key.
fn delete_rows(family: &Family, table: &Table) -> String {
    let (table, id) = (table.name, &family.parent.columns[1]);
    format!(
        "delete from liveperson.{table} where account_id = $1 and {} = any($2::{}[])",
        id.name(),
        id.column_type.sql()
    )
}

fn copy(family: &Family, table: &Table) -> String {
    let lineage = lineage(family).filter(|_| table.name == family.parent.name);
    let columns: Vec<&str> = table.columns.iter().map(Column::name).chain(lineage).collect();
    format!("copy liveperson.{} ({}) from stdin (format binary)", table.name, columns.join(", "))
}
