//! Prints JSON, with or without Avro's union wrappers.

/// The namespace of upstream's record and enum names.
const NAMESPACE: &str = "com.liveperson.dataaccess.";

/// A document in the making, without blanks.
pub(super) struct Json {
    out: Vec<u8>,
    /// Whether values carry the name of their type, as in the files.
    is_wrapped: bool,
}

impl Json {
    pub(super) fn new(is_wrapped: bool) -> Self {
        Self { out: Vec::new(), is_wrapped }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.out
    }

    pub(super) fn clear(&mut self) {
        self.out.clear();
    }

    /// Appends what is JSON already.
    pub(super) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    fn comma(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':' | b'\n')) {
            self.out.push(b',');
        }
    }

    fn key(&mut self, name: &str) {
        self.comma();
        self.out.push(b'"');
        self.raw(name);
        self.raw("\":");
    }

    pub(super) fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push(b'{');
        fields(self);
        self.out.push(b'}');
    }

    /// A field with a value under the name of its type.
    fn tagged(&mut self, name: &str, tag: &[&str], value: impl FnOnce(&mut Self)) {
        self.key(name);
        if !self.is_wrapped {
            return value(self);
        }
        self.raw("{\"");
        tag.iter().for_each(|part| self.raw(part));
        self.raw("\":");
        value(self);
        self.out.push(b'}');
    }

    pub(super) fn null(&mut self, name: &str) {
        self.key(name);
        self.raw("null");
    }

    pub(super) fn long(&mut self, name: &str, value: i64) {
        self.tagged(name, &["long"], |out| out.raw(&value.to_string()));
    }

    pub(super) fn int(&mut self, name: &str, value: u64) {
        self.tagged(name, &["int"], |out| out.raw(&value.to_string()));
    }

    pub(super) fn boolean(&mut self, name: &str, value: bool) {
        self.tagged(name, &["boolean"], |out| out.raw(if value { "true" } else { "false" }));
    }

    /// A text that needs no escapes.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.text_of(name, |out| out.raw(value));
    }

    /// A text that is printed piece by piece, escaped already.
    pub(super) fn text_of(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.tagged(name, &["string"], |out| {
            out.out.push(b'"');
            value(out);
            out.out.push(b'"');
        });
    }

    pub(super) fn enumeration(&mut self, name: &str, type_name: &str, value: &str) {
        self.tagged(name, &[NAMESPACE, type_name], |out| {
            out.out.push(b'"');
            out.raw(value);
            out.out.push(b'"');
        });
    }

    pub(super) fn record(&mut self, name: &str, type_name: &str, fields: impl FnOnce(&mut Self)) {
        self.tagged(name, &[NAMESPACE, type_name], |out| out.object(fields));
    }

    /// An item of an array that is a record.
    pub(super) fn record_item(&mut self, type_name: &str, fields: impl FnOnce(&mut Self)) {
        if !self.is_wrapped {
            return self.object(fields);
        }
        self.object(|out| {
            out.raw("\"");
            out.raw(NAMESPACE);
            out.raw(type_name);
            out.raw("\":");
            out.object(fields);
        });
    }

    pub(super) fn array(&mut self, name: &str, items: impl FnOnce(&mut Self)) {
        self.tagged(name, &["array"], |out| {
            out.out.push(b'[');
            items(out);
            out.out.push(b']');
        });
    }

    /// An item of an array that is a bare number or text.
    pub(super) fn item(&mut self, json: &str) {
        self.comma();
        self.raw(json);
    }
}
