//! Where the database is: the connection options that a URL and the `PG*` variables make, and the place they name.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::SinkError;

/// A database and its server, without a secret. `Display` names it in errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the database.
    pub database: String,
    /// The name or address of the host, or the folder of a Unix socket.
    pub host: String,
    /// The port, which is also part of the name of a socket.
    pub port: u16,
}

impl Place {
    /// Returns the place that a connection with these options reaches.
    pub(crate) fn of(options: &PgConnectOptions) -> Self {
        let host = match options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => options.get_host().to_owned(),
        };
        let database = options.get_database().unwrap_or(options.get_username()).to_owned();
        Self { database, host, port: options.get_port() }
    }

    /// Returns whether connections go through a Unix socket.
    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// Returns whether connections stay on this machine.
    pub fn is_on_this_machine(&self) -> bool {
        let address = self.host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        self.is_socket() || self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database `{}` at {}:{}", self.database, self.host, self.port)
    }
}

/// Reads the connection options: what the URL leaves out comes from `PGHOST` and its like, then from the usual socket.
///
/// # Errors
/// When the URL cannot be read.
pub(crate) fn options_of(url: &SecretString) -> Result<PgConnectOptions, SinkError> {
    let url = Url::parse(url.expose_secret()).map_err(|_| SinkError::BadUrl)?;
    let options: PgConnectOptions = url.as_str().parse().map_err(|_| SinkError::BadUrl)?;
    Ok(match password_of(&url) {
        Some(password) => options.password(&prepared(&password)),
        None => options,
    })
}

/// Returns the password of a URL: the parameter wins, as in sqlx.
fn password_of(url: &Url) -> Option<String> {
    let parameter = url.query_pairs().filter(|(name, _)| name == "password").last();
    match parameter {
        Some((_, password)) => Some(password.into_owned()),
        None => percent_decode_str(url.password()?).decode_utf8().ok().map(Cow::into_owned),
    }
}

/// Prepares a password by SASLprep (RFC 4013), as the server does before it keeps one and as libpq does before it sends one;
/// sqlx does not. What SASLprep does not allow is used as it is (PostgreSQL, "SASL Authentication").
fn prepared(password: &str) -> Cow<'_, str> {
    stringprep::saslprep(password).unwrap_or(Cow::Borrowed(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_the_url() {
        for (url, place, is_socket, is_on_this_machine) in [
            ("postgres://own@%2Frun%2Fpostgresql:5433/w", "database `w` at /run/postgresql:5433", true, true),
            ("postgres://own@%2frun%2fpostgresql/w", "database `w` at /run/postgresql:5432", true, true),
            ("postgres:///w?host=/run/postgresql", "database `w` at /run/postgresql:5432", true, true),
            ("postgres://own@db.example.com/w?host=%2Frun", "database `w` at /run:5432", true, true),
            ("postgres://own@localhost", "database `own` at localhost:5432", false, true),
            ("postgres://own@127.0.0.2/w", "database `w` at 127.0.0.2:5432", false, true),
            ("postgres://own@[::1]:5432/w", "database `w` at [::1]:5432", false, true),
            ("postgres://own@[2001:db8::1]/w", "database `w` at [2001:db8::1]:5432", false, false),
            ("postgres://own@db.example.com/w?hostaddr=127.0.0.1", "database `w` at 127.0.0.1:5432", false, true),
            ("postgres://own@db.example.com/%2Frun", "database `/run` at db.example.com:5432", false, false),
        ] {
            let read = Place::of(&options_of(&SecretString::from(url)).unwrap());
            let found = (read.to_string(), read.is_socket(), read.is_on_this_machine());
            assert_eq!(found, (place.to_owned(), is_socket, is_on_this_machine), "{url}");
        }
    }

    #[test]
    fn passwords_are_prepared_as_the_server_does() {
        for (url, expected) in [
            ("postgres://own:a%20b+c@h/w", Some("a b+c")),
            // No-break space, soft hyphen, ligature and a letter in two characters: the examples of RFC 4013 among them.
            ("postgres://own:a%C2%A0b@h/w", Some("a b")),
            ("postgres://own:I%C2%ADX@h/w", Some("IX")),
            ("postgres://own:%EF%AC%81x@h/w", Some("fix")),
            ("postgres://own:u%CC%88@h/w", Some("\u{fc}")),
            ("postgres://own:first@h/w?password=I%C2%ADX", Some("IX")),
            // Not allowed: used as it is.
            ("postgres://own:%07x@h/w", Some("\u{7}x")),
            ("postgres://own@h/w", None),
        ] {
            let password = password_of(&Url::parse(url).unwrap());
            assert_eq!(password.as_deref().map(prepared).as_deref(), expected, "{url}");
        }
    }
}
