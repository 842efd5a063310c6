//! An Avro object container, printed as Avro-JSON: from the scanner on, its records go the way of all others.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use apache_avro::error::Details;
use apache_avro::schema::{Name, RecordSchema, UnionSchema};
use apache_avro::types::Value;
use apache_avro::{Reader, Schema};

use crate::json::Node;

/// A block is held whole, and so is each document while it is printed.
const ALLOCATION_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Reads the documents of a container as text, a line each.
pub(crate) struct AvroText<R: Read> {
    documents: Reader<'static, Witness<R>>,
    printer: Printer,
    failed: FailedRead,
    line: Vec<u8>,
    at: usize,
    documents_read: u64,
}

/// What the source said when it failed; the library passes on less.
type FailedRead = Rc<RefCell<Option<io::Error>>>;

struct Witness<R> {
    source: R,
    failed: FailedRead,
}

impl<R: Read> Read for Witness<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.source.read(out).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                *self.failed.borrow_mut() = Some(error);
            }
            kind.into()
        })
    }
}

impl<R: Read> AvroText<R> {
    /// Reads the header.
    pub(crate) fn new(source: R) -> io::Result<Self> {
        apache_avro::util::max_allocation_bytes(ALLOCATION_BYTES_MAX);
        let failed = FailedRead::default();
        let witness = Witness { source, failed: failed.clone() };
        let documents = Reader::new(witness).map_err(|error| explain(&error, &failed, "its header"))?;
        let printer = Printer::new(documents.writer_schema());
        Ok(Self { documents, printer, failed, line: Vec::new(), at: 0, documents_read: 0 })
    }
}

/// Says what is wrong; never with the library's words, which may quote a value.
fn explain(error: &apache_avro::Error, failed: &FailedRead, what: &str) -> io::Error {
    if let Some(error) = failed.borrow_mut().take() {
        return error;
    }
    let why = match error.details() {
        Details::MemoryAllocation { .. } => format!("{what} takes more than {ALLOCATION_BYTES_MAX} bytes"),
        Details::CodecNotSupported(_) => "its codec is not supported; deflate, snappy and null are".to_owned(),
        _ => format!("{what} does not decode"),
    };
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl<R: Read> Read for AvroText<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            self.line.clear();
            self.at = 0;
            let Some(document) = self.documents.next() else { return Ok(0) };
            self.documents_read += 1;
            let what = || format!("document {}", self.documents_read - 1);
            let document = document.map_err(|error| explain(&error, &self.failed, &what()))?;
            let mut line = String::new();
            self.printer.print(&document, &self.printer.root, &mut line);
            line.push('\n');
            self.line = line.into_bytes();
        }
        let len = out.len().min(self.line.len() - self.at);
        out[..len].copy_from_slice(&self.line[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

impl<R: Read> fmt::Debug for AvroText<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AvroText").field("documents_read", &self.documents_read).finish_non_exhaustive()
    }
}

/// Prints values as the schema says: the branch of a union by its name.
struct Printer {
    root: Schema,
    /// Schemas that others refer to by name.
    named: HashMap<Name, Schema>,
}

impl Printer {
    fn new(root: &Schema) -> Self {
        let mut named = HashMap::new();
        collect_named(root, &mut named);
        Self { root: root.clone(), named }
    }

    fn resolved<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        match schema {
            Schema::Ref { name } => self.named.get(name).unwrap_or(&Schema::Null),
            schema => schema,
        }
    }

    fn print(&self, value: &Value, schema: &Schema, out: &mut String) {
        match (value, self.resolved(schema)) {
            (Value::Union(branch, value), Schema::Union(union)) => self.print_branch(*branch, value, union, out),
            (Value::Record(fields), Schema::Record(record)) => self.print_record(fields, record, out),
            (Value::Array(items), Schema::Array(array)) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, out);
                    self.print(item, &array.items, out);
                }
                out.push(']');
            }
            (Value::Map(entries), Schema::Map(map)) => {
                out.push('{');
                for (index, (name, value)) in entries.iter().enumerate() {
                    separate(index, out);
                    print_text(name, out);
                    out.push(':');
                    self.print(value, &map.types, out);
                }
                out.push('}');
            }
            (value, _) => print_leaf(value, out),
        }
    }

    fn print_branch(&self, branch: u32, value: &Value, union: &UnionSchema, out: &mut String) {
        let schema = union.variants().get(branch as usize).map_or(&Schema::Null, |schema| self.resolved(schema));
        let Some(name) = branch_name(schema) else { return self.print(value, schema, out) };
        out.push('{');
        print_text(&name, out);
        out.push(':');
        self.print(value, schema, out);
        out.push('}');
    }

    fn print_record(&self, fields: &[(String, Value)], record: &RecordSchema, out: &mut String) {
        out.push('{');
        for (index, (name, value)) in fields.iter().enumerate() {
            separate(index, out);
            print_text(name, out);
            out.push(':');
            let schema = record.fields.get(index).map_or(&Schema::Null, |field| &field.schema);
            self.print(value, schema, out);
        }
        out.push('}');
    }
}

fn collect_named(schema: &Schema, named: &mut HashMap<Name, Schema>) {
    match schema {
        Schema::Record(record) => {
            named.insert(record.name.clone(), schema.clone());
            record.fields.iter().for_each(|field| collect_named(&field.schema, named));
        }
        Schema::Enum(listed) => drop(named.insert(listed.name.clone(), schema.clone())),
        Schema::Fixed(fixed) => drop(named.insert(fixed.name.clone(), schema.clone())),
        Schema::Array(array) => collect_named(&array.items, named),
        Schema::Map(map) => collect_named(&map.types, named),
        Schema::Union(union) => union.variants().iter().for_each(|branch| collect_named(branch, named)),
        _ => {}
    }
}

/// Returns what Avro-JSON wraps a value of this branch in; nothing around `null`, and around what no schema of upstream has.
fn branch_name(schema: &Schema) -> Option<String> {
    let name = match schema {
        Schema::Boolean => "boolean",
        Schema::Int | Schema::Date | Schema::TimeMillis => "int",
        Schema::Long | Schema::TimestampMillis | Schema::LocalTimestampMillis => "long",
        Schema::Float => "float",
        Schema::Double => "double",
        Schema::Bytes => "bytes",
        Schema::String => "string",
        Schema::Array(_) => "array",
        Schema::Map(_) => "map",
        Schema::Record(record) => return Some(record.name.fullname(None)),
        Schema::Enum(listed) => return Some(listed.name.fullname(None)),
        _ => return None,
    };
    Some(name.to_owned())
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn print_text(text: &str, out: &mut String) {
    Node::String(text).write_canonical(out);
}

/// Prints a value without parts. Numbers that JSON does not have, and bytes, become texts.
fn print_leaf(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) | Value::Date(number) | Value::TimeMillis(number) => out.push_str(&number.to_string()),
        Value::Long(number)
        | Value::TimeMicros(number)
        | Value::TimestampMillis(number)
        | Value::TimestampMicros(number)
        | Value::TimestampNanos(number)
        | Value::LocalTimestampMillis(number)
        | Value::LocalTimestampMicros(number)
        | Value::LocalTimestampNanos(number) => out.push_str(&number.to_string()),
        Value::Float(number) if number.is_finite() => out.push_str(&number.to_string()),
        Value::Double(number) if number.is_finite() => out.push_str(&number.to_string()),
        Value::Float(number) => print_text(&number.to_string(), out),
        Value::Double(number) => print_text(&number.to_string(), out),
        Value::String(text) | Value::Enum(_, text) => print_text(text, out),
        // Avro-JSON spells a byte as the character of its number.
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => {
            print_text(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>(), out);
        }
        Value::Uuid(uuid) => print_text(&uuid.to_string(), out),
        Value::Decimal(_) | Value::BigDecimal(_) | Value::Duration(_) => print_text("?", out),
        Value::Union(_, value) => print_leaf(value, out),
        // A schema names what these are; without it there is nothing to print.
        Value::Array(_) | Value::Map(_) | Value::Record(_) => out.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use apache_avro::{Codec, DeflateSettings, Writer};

    use super::*;

    const SCHEMA: &str = r#"{"type":"record","name":"Envelope","namespace":"com.liveperson.dataaccess","fields":[
        {"name":"id","type":["null","long"]},
        {"name":"kind","type":["null",{"type":"enum","name":"Kind","symbols":["A","B"]}]},
        {"name":"again","type":["null","Kind"]},
        {"name":"items","type":{"type":"array","items":["string",{"type":"record","name":"Item","fields":[
            {"name":"note","type":"string"},{"name":"of","type":["null","Item"]}]}]}}]}"#;

    fn document(id: Option<i64>) -> Value {
        let union = |branch, value| Value::Union(branch, Box::new(value));
        let inner = Value::Record(vec![
            ("note".to_owned(), Value::String("in \"quotes\"".to_owned())),
            ("of".to_owned(), union(0, Value::Null)),
        ]);
        let item = Value::Record(vec![
            ("note".to_owned(), Value::String("é\n".to_owned())),
            ("of".to_owned(), union(1, inner)),
        ]);
        Value::Record(vec![
            ("id".to_owned(), id.map_or(union(0, Value::Null), |id| union(1, Value::Long(id)))),
            ("kind".to_owned(), union(1, Value::Enum(0, "A".to_owned()))),
            ("again".to_owned(), union(1, Value::Enum(1, "B".to_owned()))),
            ("items".to_owned(), Value::Array(vec![union(0, Value::String("x".to_owned())), union(1, item)])),
        ])
    }

    fn container(codec: Codec) -> Vec<u8> {
        let schema = Schema::parse_str(SCHEMA).unwrap();
        let mut writer = Writer::builder().schema(&schema).codec(codec).writer(Vec::new()).build().unwrap();
        writer.append_value(document(Some(5))).unwrap();
        writer.append_value(document(None)).unwrap();
        writer.into_inner().unwrap()
    }

    fn text_of(container: &[u8]) -> Result<String, String> {
        let mut text = String::new();
        let mut reader = AvroText::new(container).map_err(|error| error.to_string())?;
        reader.read_to_string(&mut text).map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn documents_are_printed_with_the_names_of_their_branches() {
        let rest = r#""kind":{"com.liveperson.dataaccess.Kind":"A"},"again":{"com.liveperson.dataaccess.Kind":"B"},"items":[{"string":"x"},{"com.liveperson.dataaccess.Item":{"note":"é\n","of":{"com.liveperson.dataaccess.Item":{"note":"in \"quotes\"","of":null}}}}]}"#;
        let expected = format!("{{\"id\":{{\"long\":5}},{rest}\n{{\"id\":null,{rest}\n");
        for codec in [Codec::Null, Codec::Deflate(DeflateSettings::default()), Codec::Snappy] {
            assert_eq!(text_of(&container(codec)).as_deref(), Ok(&expected[..]), "{codec:?}");
        }
    }

    #[test]
    fn a_damaged_container_is_refused_where_it_is_damaged() {
        let whole = container(Codec::Null);
        assert_eq!(text_of(&whole[..20]), Err("its header does not decode".to_owned()));
        assert_eq!(text_of(&whole[..whole.len() - 30]), Err("document 0 does not decode".to_owned()));
    }
}
