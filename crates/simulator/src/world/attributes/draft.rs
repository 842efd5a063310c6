//! An attribute in the making: each field is printed and becomes a column at once.

use std::mem;
use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::truth::time;
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

pub(super) struct Draft<'d> {
    pub(super) dice: &'d mut Dice,
    is_erased: bool,
    /// The object that is being filled.
    pub(super) printed: Map<String, Value>,
    pub(super) columns: Map<String, Value>,
    pub(super) products: Vec<Map<String, Value>>,
}

impl<'d> Draft<'d> {
    pub(super) fn new(is_erased: bool, dice: &'d mut Dice) -> Self {
        let printed = unknown(dice, 3);
        Self { dice, is_erased, printed, columns: Map::new(), products: Vec::new() }
    }

    /// A field without a column.
    pub(super) fn print(&mut self, name: &str, value: Value) {
        self.printed.insert(name.to_owned(), value);
    }

    /// A column without a field.
    pub(super) fn set(&mut self, column: &str, value: Value) {
        self.columns.insert(column.to_owned(), value);
    }

    pub(super) fn set_time(&mut self, column: &str, epoch_ms: Option<i64>) {
        self.set(column, time(epoch_ms).into());
    }

    /// A null is printed or left out.
    fn nothing(&mut self, name: &str) {
        if self.dice.percent(50) {
            self.print(name, Value::Null);
        }
    }

    pub(super) fn text(&mut self, name: &str, column: &str, value: impl FnOnce(&mut Dice) -> String) {
        let Some(text) = self.dice.maybe(90, value) else { return self.nothing(name) };
        let text = if self.dice.percent(2) { String::new() } else { text };
        self.set(column, text.clone().into());
        self.print(name, text.into());
    }

    /// An identifier: an empty one is none, and one with digits may be a number.
    pub(super) fn id(&mut self, name: &str, column: &str, value: impl FnOnce(&mut Dice) -> String) {
        let Some(text) = self.dice.maybe(90, value) else { return self.nothing(name) };
        if self.dice.percent(3) {
            return self.print(name, "".into());
        }
        self.set(column, text.clone().into());
        let number = text.parse::<i64>().ok().filter(|_| self.dice.percent(20));
        self.print(name, number.map_or(text.into(), Value::from));
    }

    /// A personal text.
    pub(super) fn private(&mut self, name: &str, column: &str) {
        let is_erased = self.is_erased;
        self.text(name, column, |dice| words::private(is_erased, words::line(dice)));
    }

    /// A number as text with these digits, sometimes as a number, and sometimes none at all.
    pub(super) fn amount(&mut self, name: &str, column: &str, digits: &[&str]) {
        let Some(text) = self.dice.maybe(90, |dice| dice.pick(digits)) else { return self.nothing(name) };
        if self.dice.percent(2) {
            return self.print(name, "n/a".into());
        }
        self.set(column, text.into());
        // As a number only with digits that every reader of JSON keeps.
        let number = text.parse::<f64>().ok().filter(|number| text.contains('.') && number.to_string() == text);
        let number = number.filter(|_| self.dice.percent(15));
        self.print(name, number.map_or(text.into(), Value::from));
    }

    /// A whole number, as text mostly.
    pub(super) fn number(&mut self, name: &str, column: &str, range: Range<i64>) {
        let Some(number) = self.dice.maybe(90, |dice| dice.below(range)) else { return self.nothing(name) };
        self.set(column, number.into());
        let printed = if self.dice.percent(80) { number.to_string().into() } else { Value::from(number) };
        self.print(name, printed);
    }

    pub(super) fn date(&mut self, name: &str, column: &str) {
        let dice = &mut *self.dice;
        let (year, month, day) = (dice.below(1999..2025), dice.below(1..13), dice.below(1..29));
        if !dice.percent(85) {
            return self.nothing(name);
        }
        let is_text = dice.percent(70);
        let part = |number: i64| if is_text { Value::from(number.to_string()) } else { number.into() };
        self.set(column, format!("{year:04}-{month:02}-{day:02}").into());
        self.print(name, json!({ "year": part(year), "month": part(month), "day": part(day) }));
    }

    /// An object of its own whose fields become columns like all others.
    pub(super) fn nested(&mut self, name: &str, fields: impl FnOnce(&mut Self)) {
        let outer = mem::take(&mut self.printed);
        fields(self);
        let inner = mem::replace(&mut self.printed, outer);
        self.print(name, inner.into());
    }

    /// Puts a field that is there under the name of its type.
    pub(super) fn wrap(&mut self, name: &str, tag: &str) {
        if let Some(value) = self.printed.get_mut(name).filter(|value| !value.is_null()) {
            *value = json!({ tag: value.take() });
        }
    }

    pub(super) fn products(&mut self, name: &str, is_viewed: bool) {
        let outer = mem::take(&mut self.columns);
        let mut printed = Vec::new();
        for _ in 0..self.dice.count(0..4) {
            let whole = mem::take(&mut self.printed);
            self.number_of("quantity", "quantity", 1..9);
            self.nested("product", |draft| draft.product(is_viewed));
            printed.push(Value::Object(mem::replace(&mut self.printed, whole)));
            let product = mem::take(&mut self.columns);
            self.products.push(product);
        }
        self.columns = outer;
        self.print(name, printed.into());
    }

    fn product(&mut self, is_viewed: bool) {
        self.text("name", "name", |_| "Pantalón 👖".to_owned());
        self.text("category", "category", |_| "category".to_owned());
        self.text("sku", "sku", |dice| format!("sku-{}", dice.below(1..999)));
        self.text_price();
        if is_viewed {
            self.text("statusInStock", "status_in_stock", |dice| dice.pick(&["IN_STOCK", "OUT_OF_STOCK"]).to_owned());
            self.number_of("quantityInStock", "quantity_in_stock", 0..500);
        }
    }

    /// A price that is a number for certain: products have no place for any other.
    fn text_price(&mut self) {
        let price = self.dice.pick(&["7.8", "399.99", "0.50"]);
        self.set("price", price.into());
        self.print("price", price.into());
    }

    /// A whole number whose column is `numeric`.
    fn number_of(&mut self, name: &str, column: &str, range: Range<i64>) {
        self.number(name, column, range);
        if let Some(number) = self.columns.get_mut(column) {
            *number = number.to_string().into();
        }
    }
}
