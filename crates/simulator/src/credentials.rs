//! The secrets that the simulator accepts.

/// Stands in every secret of the simulator: text that no log, error or database row may contain.
pub const SECRET_MARKER: &str = "planted-secret";

/// What an account signs and logs in with. Derived from the account's id, so that a test knows it without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// OAuth 1.0a consumer key.
    pub app_key: String,
    /// OAuth 1.0a consumer secret.
    pub app_secret: String,
    /// OAuth 1.0a token.
    pub access_token: String,
    /// OAuth 1.0a token secret.
    pub access_token_secret: String,
    /// OAuth 2.0 client.
    pub client_id: String,
    /// OAuth 2.0 client secret.
    pub client_secret: String,
    /// Login name of the service user.
    pub username: String,
    /// Password of the service user.
    pub password: String,
}

impl Credentials {
    /// The credentials of an account.
    pub fn of(account: &str) -> Self {
        Self {
            app_key: format!("app-key-{account}"),
            app_secret: format!("{SECRET_MARKER}-app-{account}"),
            access_token: format!("access-token-{account}"),
            access_token_secret: format!("{SECRET_MARKER}-access-{account}"),
            client_id: format!("client-{account}"),
            client_secret: format!("{SECRET_MARKER}-client-{account}"),
            username: format!("loader-{account}"),
            password: format!("{SECRET_MARKER}-password-{account}"),
        }
    }

    /// Field names and values, in the order of the fields; for printing.
    pub fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("app_key", &self.app_key),
            ("app_secret", &self.app_secret),
            ("access_token", &self.access_token),
            ("access_token_secret", &self.access_token_secret),
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("username", &self.username),
            ("password", &self.password),
        ]
    }
}
