//! Files and environments as data. Good ones are shown as the settings they lead to, bad ones as the error they get.

mod network;
mod refused;

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::*;

const EXAMPLE: &str = include_str!("../../../../config/example.toml");
const DEMO: &str = include_str!("../../../../config/demo.toml");

/// A whole account in the fewest lines.
const ACCOUNT: &str = r#"
[[accounts]]
id = "1"
region = "uk"
auth = { method = "oauth2", client_id = "loader", client_secret = "planted" }
"#;

struct Folder(TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self, variables: &[(&str, &str)]) -> Result<Config, String> {
        let loaded = Config::load(Some(&self.path("c.toml")), &environment(variables));
        loaded.map_err(|error| format!("{error:#}").replace(self.0.path().to_str().unwrap(), "FOLDER"))
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::from_variables(variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))))
}

fn load(toml: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    Folder::with(&[("c.toml", toml)]).load(variables)
}

/// The settings that are not defaults.
fn given(config: &Config) -> String {
    let settings = config.effective.settings.iter().filter(|setting| setting.place != source::Place::Default);
    settings.map(|setting| format!("{} = {}\n", setting.key, setting.texts.join(", "))).collect()
}

fn check(toml: &str, variables: &[(&str, &str)], expected: Expect) {
    let shown = match load(toml, variables) {
        Ok(config) => given(&config),
        Err(error) => format!("{error}\n"),
    };
    assert!(!shown.contains("planted"), "a secret is shown:\n{shown}");
    expected.assert_eq(&shown);
}

#[test]
fn the_example_shows_every_key_with_its_default() {
    let mut example = load(EXAMPLE, &[]).unwrap().effective.settings;
    let lean = r#"
        [[accounts]]
        id = "75555851"
        region = "us"
        [accounts.auth]
        method = "oauth1"
        app_key = "0123456789abcdef0123456789abcdef"
        access_token = "0123456789abcdef0123456789abcdef"
        app_secret = "planted"
        access_token_secret = "planted"
    "#;
    let mut defaults = load(lean, &[]).unwrap().effective.settings;
    for setting in example.iter_mut().chain(&mut defaults) {
        setting.place = source::Place::Default;
        setting.hidden = None;
    }
    assert_eq!(example, defaults);
}

#[test]
fn the_optional_keys_of_the_example_are_known() {
    let is_key = |line: &&str| {
        line.strip_prefix("# ").and_then(|line| line.split_once(" = ")).is_some_and(|(key, _)| {
            !key.is_empty()
                && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte))
        })
    };
    let optional: Vec<_> = EXAMPLE.lines().filter(is_key).map(|line| line[2..].split(' ').next().unwrap()).collect();
    let http = ["proxy", "proxy_file", "no_proxy", "ca_file", "client_certificate_file", "client_key_file"];
    let apis = ["data_access", "engagement_history", "messaging_interactions", "operational"];
    let later_apis = ["messaging_operations", "estimated_wait_time", "agent_metrics", "configuration"];
    let endpoints = [&["domain_api"], &apis[..], &later_apis, &["oauth2", "login"]].concat();
    let sign_as = [&apis[..], &later_apis].concat();
    let methods = ["every_of.queue_state", "every_of.messaging_queue_state", "every_of.agent_status"];
    assert_eq!(optional, [&["url", "url_file"], &http[..], &endpoints, &sign_as, &methods].concat());
    // `url` and `url_file` exclude each other, `proxy` and `proxy_file` too: one of each at a time.
    for left_out in [["url", "proxy"], ["url_file", "proxy_file"]] {
        let uncommented = EXAMPLE.lines().map(|line| {
            let wanted = is_key(&line) && !left_out.iter().any(|key| line[2..].split(' ').next() == Some(*key));
            format!("{}\n", if wanted { &line[2..] } else { line })
        });
        let toml = uncommented.collect::<String>().replace("/run/secrets/", "").replace("/etc/lp-warehouse/", "");
        let folder = Folder::with(&[
            ("c.toml", &toml),
            ("database-url", "postgres://db/warehouse\n"),
            ("proxy", "proxy.example:3128\n"),
            ("corporate-ca.pem", CERTIFICATE),
            ("client.pem", CERTIFICATE),
            ("client-key.pem", KEY),
        ]);
        let config = folder.load(&[]).unwrap();
        assert!(config.database.url.is_some());
        assert!(config.accounts[0].endpoints.login.is_some());
        let transport = &config.http.transport;
        assert!(transport.proxy.is_some() && transport.ca_pem.is_some() && transport.client_identity_pem.is_some());
    }
}

/// Their form is all that is looked at.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----\n";

#[test]
fn a_secret_is_read_as_editors_of_windows_write_it() {
    let toml = "database.url_file = 'url'\n[[accounts]]\nid = 1\nregion = 'us'\n\
                auth = { method = 'oauth2', client_id = 'c', client_secret_file = 'secret' }";
    let files = [
        ("c.toml", &*format!("\u{feff}{toml}")),
        ("url", "\u{feff}postgres://db/warehouse\r\n"),
        ("secret", "\u{feff}own-secret\r\n\r\n"),
    ];
    let config = Folder::with(&files).load(&[]).unwrap();
    assert_eq!(config.database.url.unwrap().expose_secret(), "postgres://db/warehouse");
    let client::Auth::OAuth2 { client_secret, .. } = &config.accounts[0].auth else { panic!("OAuth 2") };
    assert_eq!(client_secret.expose_secret(), "own-secret");
}

#[test]
fn the_demo_opens_the_simulator() {
    let config = load(DEMO, &[]).unwrap();
    for account in &config.accounts {
        let known = simulator::Credentials::of(account.id.as_str());
        let client::Auth::OAuth1 { app_key, app_secret, access_token, access_token_secret } = &account.auth else {
            panic!("the demo signs its requests")
        };
        assert_eq!((app_key, access_token), (&known.app_key, &known.access_token));
        assert_eq!(app_secret.expose_secret(), known.app_secret);
        assert_eq!(access_token_secret.expose_secret(), known.access_token_secret);
    }
    let ids: Vec<_> = config.accounts.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["75555851", "75555852"]);
}

#[test]
fn keys_become_plain_types() {
    let config = load(ACCOUNT, &[("LPW__WORK__RECORD_BYTES_MAX", "2 kB")]).unwrap();
    assert_eq!(config.work.decode.record_bytes_max, 2000);
    assert_eq!(config.work.decode.file_bytes_max, 16 << 30);
    assert_eq!(config.http.transport.server_error_pauses, [5, 10, 15].map(Duration::from_secs));
    let relist = |feed: &model::Feed| match config.accounts[0].feeds[feed].plan.reading {
        scheduler::Reading::Files(plan) => Some(plan.relist),
        scheduler::Reading::Windows(_)
        | scheduler::Reading::Updates(_)
        | scheduler::Reading::Samples(_)
        | scheduler::Reading::Lists => None,
    };
    assert_eq!(relist(&feeds::engagement::FEED), Some(Duration::from_secs(72 * 3600)));
    assert_eq!(relist(&feeds::engagement_history::FEED), None);
    assert!(config.database.url.is_none());
}

#[test]
fn methods_have_pauses_of_their_own_and_ids() {
    let samples = |keys: &str| {
        let toml = format!("{ACCOUNT}\n[accounts.feeds.messaging_operations]\n{keys}");
        let config = load(&toml, &[]).unwrap();
        let plan = config.accounts[0].feeds[&feeds::messaging_operations::FEED].plan.clone();
        let scheduler::Reading::Samples(samples) = plan.reading else { panic!("{plan:?}") };
        samples
    };
    let usual = samples("");
    assert_eq!((usual.every_of.len(), usual.skills, usual.agents), (0, None, None));
    let chosen = samples("every_of.messaging_queue_state = '1m'\nskill_ids = ['4', '15']");
    assert_eq!(chosen.every_of, [("messaging_queue_state", Duration::from_secs(60))].into());
    assert_eq!((chosen.skills, chosen.agents), (Some(vec!["4".to_owned(), "15".to_owned()]), None));
}

#[test]
fn the_environment_lies_over_the_file() {
    let variables = [
        ("LPW__DATABASE__URL", "postgres://lp:planted@db:5432/w?sslmode=require&password=planted"),
        ("LPW__DATABASE__CONNECTIONS_MAX", "20"),
        ("LPW__HTTP__SERVER_ERROR_PAUSES__0", "0s"),
        ("LPW__ACCOUNTS__0__ENDPOINTS__DOMAIN_API", "http://127.0.0.1:9000"),
        ("LPW__ACCOUNTS__0__AUTH__CLIENT_SECRET", "planted too"),
        ("LPW__ACCOUNTS__0__FEEDS__ENGAGEMENT__EVERY", "1s"),
        ("LPW__SERVICE__LISTEN", ""),
        ("HOME", "/root"),
    ];
    check(
        ACCOUNT,
        &variables,
        expect![[r#"
            database.url = postgres://lp:***@db:5432/w?sslmode=require&password=***
            database.connections_max = 20
            http.server_error_pauses = 0s
            accounts[0].id = 1
            accounts[0].region = uk
            accounts[0].auth.method = oauth2
            accounts[0].auth.client_id = loader
            accounts[0].auth.client_secret = ***
            accounts[0].endpoints.domain_api = http://127.0.0.1:9000
            accounts[0].feeds.engagement.every = 1s
        "#]],
    );
}

#[test]
fn an_account_may_come_from_the_environment_alone() {
    let variables = [
        ("LPW__ACCOUNTS__1__ID", "2"),
        ("LPW__ACCOUNTS__1__REGION", "apac"),
        ("LPW__ACCOUNTS__1__AUTH__METHOD", "login"),
        ("LPW__ACCOUNTS__1__AUTH__USERNAME", "loader"),
        ("LPW__ACCOUNTS__1__AUTH__PASSWORD", "planted"),
        ("LPW__ACCOUNTS__1__FEEDS__ENGAGEMENT__ENABLED", "false"),
    ];
    check(
        ACCOUNT,
        &variables,
        expect![[r#"
            accounts[0].id = 1
            accounts[0].region = uk
            accounts[0].auth.method = oauth2
            accounts[0].auth.client_id = loader
            accounts[0].auth.client_secret = ***
            accounts[1].id = 2
            accounts[1].region = apac
            accounts[1].auth.method = login
            accounts[1].auth.username = loader
            accounts[1].auth.password = ***
            accounts[1].feeds.engagement.enabled = false
        "#]],
    );
    let zero: Vec<_> = variables.map(|(name, value)| (name.replace("__1__", "__0__"), value)).into();
    let zero: Vec<_> = zero.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let config = Config::load_from(None, &[], &environment(&zero)).unwrap();
    assert_eq!(config.accounts.len(), 1);
}

#[test]
fn the_environment_replaces_a_secret_of_the_file_however_either_of_them_is_given() {
    let check = |in_file: &str, variable: &str, value: &str| {
        let toml = format!(
            "[[accounts]]\nid = '1'\nregion = 'us'\nauth = {{ method = 'oauth2', client_id = 'c', {in_file} }}"
        );
        let folder = Folder::with(&[("c.toml", &toml), ("old.txt", "old"), ("new.txt", "new")]);
        let variable = format!("LPW__ACCOUNTS__0__AUTH__{variable}");
        let config = folder.load(&[(&variable, value)]).unwrap();
        let client::Auth::OAuth2 { client_secret, .. } = &config.accounts[0].auth else { panic!("OAuth 2") };
        assert_eq!(client_secret.expose_secret(), "new", "{in_file}, {variable}");
    };
    for in_file in ["client_secret = 'old'", "client_secret_file = 'old.txt'"] {
        check(in_file, "CLIENT_SECRET", "new");
        check(in_file, "CLIENT_SECRET_FILE", "new.txt");
    }
}

#[test]
fn a_secret_that_every_user_can_read_is_named() {
    let toml = "database.url_file = 'url'\n[[accounts]]\nid = 1\nregion = 'us'\n\
                auth = { method = 'oauth2', client_id = 'c', client_secret_file = 'secret' }";
    let folder = Folder::with(&[("c.toml", toml), ("url", "postgres://db/w"), ("secret", "planted")]);
    let set = |name: &str, mode: u32| fs::set_permissions(folder.path(name), Permissions::from_mode(mode)).unwrap();
    fs::set_permissions(folder.0.path(), Permissions::from_mode(0o755)).unwrap();
    set("url", 0o600);
    set("secret", 0o644);
    let exposed: Vec<_> = folder.load(&[]).unwrap().exposed_secrets.into_iter().collect();
    assert_eq!(exposed, [folder.path("secret")]);
    set("secret", 0o640);
    assert!(folder.load(&[]).unwrap().exposed_secrets.is_empty());
}

#[test]
fn secrets_come_from_files() {
    let toml = "[database]\nurl_file = 'url.txt'\n[[accounts]]\nid = '1'\nregion = 'us'\n\
                auth = { method = 'oauth2', client_id = 'c', client_secret_file = 's.txt' }";
    let folder =
        Folder::with(&[("c.toml", toml), ("url.txt", "postgres://lp:planted@db/w\r\n"), ("s.txt", "planted\n")]);
    let secret = |config: &Config| match &config.accounts[0].auth {
        client::Auth::OAuth2 { client_secret, .. } => client_secret.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    };
    let config = folder.load(&[]).unwrap();
    assert_eq!(secret(&config), "planted");
    assert_eq!(config.database_url_masked().as_deref(), Some("postgres://lp:***@db/w"));
    assert!(!format!("{config:?} {}", config.effective).contains("planted"));

    // A file in `credentials` goes before the one next to the configuration, a credential of systemd before both.
    fs::create_dir(folder.path("credentials")).unwrap();
    fs::write(folder.path("credentials/s.txt"), "in the folder").unwrap();
    assert_eq!(secret(&folder.load(&[]).unwrap()), "in the folder");
    for name in ["lp-warehouse_s.txt", "s.txt"] {
        let credentials = Folder::with(&[(name, "of systemd")]);
        let variables = [("CREDENTIALS_DIRECTORY", credentials.0.path().to_str().unwrap())];
        assert_eq!(secret(&folder.load(&variables).unwrap()), "of systemd", "{name}");
    }
    fs::remove_dir_all(folder.path("credentials")).unwrap();

    // What has no end is read no further than any secret is long.
    let endless = folder.load(&[("LPW__ACCOUNTS__0__AUTH__CLIENT_SECRET_FILE", "/dev/zero")]).unwrap_err();
    assert!(endless.contains("more than 1048576 bytes"), "{endless}");

    fs::write(folder.path("s.txt"), "\n").unwrap();
    fs::write(folder.path("url.txt"), "planted").unwrap();
    expect![[r#"
        the configuration is refused
          `database.url_file`: is not a database URL; write `postgres://user:password@host:5432/database`, and in a password %40 for @, %3A for :, %2F for /, %3F for ?, %23 for # (FOLDER/c.toml)
          `accounts[0].auth.client_secret_file`: holds an empty secret; write it (FOLDER/c.toml)"#]]
    .assert_eq(&folder.load(&[]).unwrap_err());
}

#[test]
fn what_is_printed_can_be_read_again() {
    let variables = [("LPW__LOG__FORMAT", "json"), ("LPW__DATABASE__URL", "postgres://lp:planted@db/w")];
    let config = load(DEMO, &variables).unwrap();
    let printed = config.effective.to_string();
    assert!(!printed.contains("planted"));
    let again = load(&printed, &[]).unwrap();
    let values = |config: &Config| -> Vec<_> {
        config.effective.settings.iter().map(|setting| (setting.key.clone(), setting.texts.clone())).collect()
    };
    assert_eq!(values(&again), values(&config));
    let head: String = printed.lines().skip(1).take(13).map(|line| format!("{line}\n")).collect();
    expect![[r##"
        # from the environment: LPW__DATABASE__URL
        # from the environment: LPW__LOG__FORMAT

        [database]
        url = "postgres://lp:***@db/w"  # environment
        connections_max = 10  # default
        statement_timeout = "10m"  # default
        lock_timeout = "30s"  # default

        [service]
        listen = "127.0.0.1:8080"  # default
        allowed_hosts = []  # default
        data_dir = ".demo"
    "##]]
    .assert_eq(&head);
}
