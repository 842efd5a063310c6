//! A table as a list of columns: one line says a column's name, its type, how it is read and from which field.
//!
//! ```text
//! table! {
//!     /// Data Access, an item of `transfers`.
//!     Transfer<'a> in "transfer" {
//!         account_id: &'a str,                                           // made by us
//!         transferred_at: Option<Millis> = time("timestamp"),            // read by `Extra::time`
//!         started_at: Option<Millis> = time("startTimeL", spare "startTime"), // the spare counts where the first is absent
//!         campaign_id: Option<&'a str> = id(CAMPAIGN, "campaignId"),     // stands in an object inside
//!         extra: Option<Json<String>>,
//!     }
//! }
//! ```
//!
//! The struct, the columns of `COPY`, the encoding and the reading follow from it.

use model::rows::Row;

use crate::fields::{Extra, folded};
use crate::json::{Field, Node};
use crate::record::Fields;

/// The object that a field stands in: [`ROOT`], or a constant of the feed for each object inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub u8);

/// The object that becomes the row.
pub const ROOT: Part = Part(0);

/// A row that is read from the fields of objects.
pub trait ReadColumns<'n>: Row {
    /// Puts a field that is not null into its column. `folded` is its name in lower case. Returns `false` for a field
    /// without a column; nothing has been done with it then.
    fn read_column<'a>(
        &mut self,
        part: Part,
        folded: &[u8],
        name: &'n str,
        value: &'n Node<'a>,
        extra: &mut Extra<'n, 'a>,
    ) -> bool;

    /// Reads the spare fields, now that it is known which others are there. Their order in the record does not show.
    fn read_spares(&mut self, extra: &mut Extra<'n, '_>);

    /// Reads all fields of an object; those without a column go to `extra`.
    fn read_fields<'a>(&mut self, part: Part, fields: Fields<'n, 'a>, extra: &mut Extra<'n, 'a>)
    where
        Self: Sized,
    {
        self.read_fields_with(part, fields, extra, |_, _, _, _| false);
    }

    /// Reads all fields of an object; those without a column go to `inside`, with their name in lower case, and to `extra` where
    /// that returns `false`.
    fn read_fields_with<'a>(
        &mut self,
        part: Part,
        fields: Fields<'n, 'a>,
        extra: &mut Extra<'n, 'a>,
        mut inside: impl FnMut(&mut Self, &[u8], &'n Field<'a>, &mut Extra<'n, 'a>) -> bool,
    ) where
        Self: Sized,
    {
        for field in fields {
            let (name, value) = field;
            let mut buffer = [0; 64];
            let folded = folded(name, &mut buffer);
            let is_read = value.is_null()
                || self.read_column(part, folded, name, value, extra)
                || inside(self, folded, field, extra);
            if !is_read {
                extra.keep(name, value);
            }
        }
        self.read_spares(extra);
    }

    /// Reads all fields of an object inside, which stands at `path`; what has no column is kept under the object's name.
    /// A value of another shape is kept whole.
    fn read_object<'a>(
        &mut self,
        part: Part,
        (inner_name, path): (&'static str, &'static str),
        (name, value): (&'n str, &'n Node<'a>),
        extra: &mut Extra<'n, 'a>,
    ) where
        Self: Sized,
    {
        let Node::Object(fields) = *value else { return extra.keep(name, value) };
        let mut inner = Extra::new(path);
        self.read_fields(part, fields, &mut inner);
        extra.nest(inner_name, inner);
    }
}

/// Returns `name` in lower case.
#[doc(hidden)]
pub const fn lower_case<const LEN: usize>(name: &str) -> [u8; LEN] {
    let (bytes, mut lower, mut index) = (name.as_bytes(), [0; LEN], 0);
    while index < LEN {
        lower[index] = bytes[index].to_ascii_lowercase();
        index += 1;
    }
    lower
}

/// Makes the row struct of a table from its list of columns. See the module.
#[macro_export]
macro_rules! table {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> in $table:literal {
        $($field:ident: $type:ty $(= $reader:ident $source:tt)?,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        #[expect(missing_docs, reason = "the comment on the column, in `migrations`, says what each field is")]
        pub struct $name<$life> {
            $(pub $field: $type,)*
        }

        impl<$life> ::model::rows::Row for $name<$life> {
            const TABLE: &'static ::model::rows::Table = &::model::rows::Table {
                name: $table,
                columns: &[$(::model::rows::Column::new(
                    stringify!($field),
                    <$type as ::tuple::Field>::TYPE,
                    $crate::upstream_name!($($source)?),
                )),*],
            };

            fn encode(&self, out: &mut Vec<u8>) {
                $(::tuple::Field::encode(&self.$field, out);)*
            }
        }

        impl<$life> $crate::table::ReadColumns<$life> for $name<$life> {
            #[inline]
            #[allow(
                non_upper_case_globals, unreachable_code, unreachable_patterns, unused_variables,
                reason = "columns name constants; many columns have no spare field, and some tables no column that is read"
            )]
            fn read_column<'j>(
                &mut self,
                part: $crate::table::Part,
                folded: &[u8],
                name: &$life str,
                value: &$life $crate::json::Node<'j>,
                extra: &mut $crate::fields::Extra<$life, 'j>,
            ) -> bool {
                /// Upstream's names in lower case, each under the name of its column.
                mod upstream {
                    $($(pub(super) const $field: &[u8] = &$crate::table::lower_case::<{
                        $crate::upstream_name!($source).len()
                    }>($crate::upstream_name!($source));)?)*
                }
                /// The names of the spare fields, likewise.
                mod spare {
                    $($(pub(super) const $field: &[u8] = &$crate::table::lower_case::<{
                        $crate::spare_name!($source).len()
                    }>($crate::spare_name!($source));)?)*
                }
                match (part, folded) {
                    $($(
                        ($crate::part_of!($source), upstream::$field) => extra.$reader(&mut self.$field, name, value),
                    )?)*
                    $($(
                        ($crate::part_of!($source), spare::$field) => {
                            extra.set_aside(::std::mem::offset_of!(Self, $field), name, value);
                        },
                    )?)*
                    _ => return false,
                }
                true
            }

            #[inline]
            #[allow(unused_variables, reason = "a table may have no spare fields")]
            fn read_spares(&mut self, extra: &mut $crate::fields::Extra<$life, '_>) {
                $($($crate::read_spare!($source, extra, $reader, self.$field, ::std::mem::offset_of!(Self, $field));)?)*
            }
        }
    };
}

/// Upstream's name of a column; empty for one that we make.
#[doc(hidden)]
#[macro_export]
macro_rules! upstream_name {
    () => {
        ""
    };
    (($upstream:literal $(, $rule:ident $spare:literal)?)) => {
        $upstream
    };
    (($($part:ident)|+, $upstream:literal $(, $rule:ident $spare:literal)?)) => {
        $upstream
    };
}

/// The name of the spare field; one that no field has where there is none.
#[doc(hidden)]
#[macro_export]
macro_rules! spare_name {
    (($upstream:literal, $rule:ident $spare:literal)) => {
        $spare
    };
    (($($part:ident)|+, $upstream:literal, $rule:ident $spare:literal)) => {
        $spare
    };
    ($source:tt) => {
        "\0"
    };
}

/// The object that a column stands in, as a pattern.
#[doc(hidden)]
#[macro_export]
macro_rules! part_of {
    (($upstream:literal $(, $rule:ident $spare:literal)?)) => { $crate::table::ROOT };
    (($($part:ident)|+, $upstream:literal $(, $rule:ident $spare:literal)?)) => { ($($part)|+) };
}

/// Reads a spare field. `spare` counts only where the column is empty; `also` is read in any case, and kept in `extra` if it
/// says otherwise.
#[doc(hidden)]
#[macro_export]
macro_rules! read_spare {
    (($upstream:literal, spare $spare:literal), $extra:ident, $reader:ident, $column:expr, $offset:expr) => {
        if $column.is_none()
            && let Some((name, value)) = $extra.take_aside($offset)
        {
            $extra.$reader(&mut $column, name, value);
        }
    };
    (($upstream:literal, also $spare:literal), $extra:ident, $reader:ident, $column:expr, $offset:expr) => {
        if let Some((name, value)) = $extra.take_aside($offset) {
            $extra.$reader(&mut $column, name, value);
        }
    };
    ($source:tt, $extra:ident, $reader:ident, $column:expr, $offset:expr) => {};
}
