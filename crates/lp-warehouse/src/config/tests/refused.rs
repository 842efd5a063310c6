//! What is refused, and in which words.

use std::path::{Path, PathBuf};
use std::{fs, io};

use expect_test::{Expect, expect};

use super::{ACCOUNT, Folder, check, load};
use crate::config::secret_file::unreadable;
use crate::config::{Config, Environment};

/// A good account and below it `toml`, which is not.
fn check_refused(toml: &str, expected: Expect) {
    expected.assert_eq(&refusal(toml));
}

/// Returns why a configuration with these lines is refused.
#[track_caller]
fn refusal(toml: &str) -> String {
    let error = load(&format!("{ACCOUNT}{toml}"), &[]).expect_err("it must be refused");
    assert!(!error.contains("planted"), "a secret is shown:\n{error}");
    error
}

#[test]
fn an_unknown_feed_is_refused_with_the_names_of_all() {
    let names: Vec<String> = feeds::all().map(|feed| format!("`{feed}`")).collect();
    let told = format!(
        "`accounts[0].feeds.chats.every`: unknown key; `accounts[0].feeds` takes {} (FOLDER/c.toml)",
        names.join(", ")
    );
    let error = refusal("[accounts.feeds.chats]\nevery = '1h'");
    assert!(error.contains(&told), "{error}");
}

#[test]
fn wrong_variables_are_refused() {
    check(
        ACCOUNT,
        &[("LPW__SERVICE__LISSTEN", "x"), ("LPW__LOG__LEVEL", "inof")],
        expect![[r#"
            the configuration is refused
              `log.level`: `inof` is not a log level; write one of off, error, warn, info, debug, trace, or for example `info,client=debug` (environment variable LPW__LOG__LEVEL)
              `service.lissten`: unknown key; `service` takes `allowed_hosts`, `data_dir`, `listen` (environment variable LPW__SERVICE__LISSTEN)
        "#]],
    );
    check(
        ACCOUNT,
        &[("LPW__SERVICE", "x"), ("LPW__ACCOUNTS", "planted")],
        expect![[r#"
            the configuration is refused
              `accounts`: is a section, not a value (environment variable LPW__ACCOUNTS)
              `service`: is a section, not a value (environment variable LPW__SERVICE)
        "#]],
    );
    check(
        ACCOUNT,
        &[("LPW__HTTP__SERVER_ERROR_PAUSES", "5s,10s")],
        expect![[r#"
            the configuration is refused
              `http.server_error_pauses`: is a list; write `["5s"]`, or LPW__HTTP__SERVER_ERROR_PAUSES__0=5s (environment variable LPW__HTTP__SERVER_ERROR_PAUSES)
        "#]],
    );
    check(
        ACCOUNT,
        &[("LPW__ACCOUNTS__7__ID", "2")],
        expect![[r#"
            the configuration is refused
              `accounts[1]`: is missing; the numbers must follow each other from 0
              `accounts[7].region`: is missing; write it, or set LPW__ACCOUNTS__7__REGION
              `accounts[7].auth.method`: is missing; write it, or set LPW__ACCOUNTS__7__AUTH__METHOD
        "#]],
    );
    check(
        ACCOUNT,
        &[("LPW__ACCOUNTS__0__ID", "2"), ("LPW__accounts__0__id", "3")],
        expect![[r#"
            environment variables LPW__ACCOUNTS__0__ID and LPW__accounts__0__id name the same key; unset one of them
        "#]],
    );
}

#[test]
fn unknown_keys_are_refused_with_their_path() {
    check_refused(
        "[service]\nlissten = 1",
        expect![[r#"
            the configuration is refused
              `service.lissten`: unknown key; `service` takes `allowed_hosts`, `data_dir`, `listen` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[servicee]",
        expect![[r#"
            the configuration is refused
              `servicee`: unknown key; the sections are `accounts`, `database`, `http`, `log`, `service`, `work` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[accounts.endpoints]\nsentinel = 'http://h'",
        expect![[r#"
            the configuration is refused
              `accounts[0].endpoints.sentinel`: unknown key; `accounts[0].endpoints` takes `agent_metrics`, `configuration`, `data_access`, `domain_api`, `engagement_history`, `estimated_wait_time`, `login`, `messaging_interactions`, `messaging_operations`, `oauth2`, `operational`, `sign_as` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[accounts.feeds.agent_metrics]\nskill_ids = ['4']",
        expect![[r#"
        the configuration is refused
          `accounts[0].feeds.agent_metrics.skill_ids[0]`: unknown key; `accounts[0].feeds.agent_metrics` takes `enabled`, `every`, `every_of` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[accounts.feeds.messaging_operations]\nskill_ids = ['cats']",
        expect![[r#"
        the configuration is refused
          `accounts[0].feeds.messaging_operations.skill_ids[0]`: `cats` is not an id; write the number LivePerson gave it, for example `4` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[http]\n'idle_timeout.x' = 1",
        expect![[r#"
            the configuration is refused
              `http."idle_timeout.x"`: unknown key; `http` takes `ca_file`, `client_certificate_file`, `client_key`, `client_key_file`, `connect_timeout`, `download_timeout`, `idle_timeout`, `no_proxy`, `operational_spacing`, `proxy`, `proxy_file`, `request_timeout`, `requests_in_flight_max`, `requests_per_second_max`, `server_error_pauses`, `throttle_pause_min`, `throttle_retries_max` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[work]\nlease = { s = 60 }",
        expect![[r#"
            the configuration is refused
              `work.lease.s`: unknown key; `work` takes `backfill_in_flight_max`, `file_bytes_max`, `idle_wait_max`, `lease`, `outage_pause_first`, `outage_pause_max`, `record_bytes_max`, `shutdown_grace`, `spool_memory_bytes_max`, `unit_attempts_max`, `unit_retry_first`, `unit_retry_max`, `units_in_flight_max` (FOLDER/c.toml)"#]],
    );
}

#[test]
fn wrong_values_are_refused() {
    check_refused(
        "[accounts.feeds.engagement]\nevery = '1 hoor'",
        expect![[r#"
            the configuration is refused
              `accounts[0].feeds.engagement.every`: `1 hoor` is not a duration; write for example `1h` or `90s` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[accounts.feeds.engagement]\nevery = 60\nlisting_span_max = '25h'",
        expect![[r#"
            the configuration is refused
              `accounts[0].feeds.engagement.every`: `60` is not a duration; write for example `1h` or `90s` (FOLDER/c.toml)
              `accounts[0].feeds.engagement.listing_span_max`: `25h` is too long; write `1d` or less (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[work]\nlease = '10ms'\nidle_wait_max = '100y'\nrecord_bytes_max = '16 megs'",
        expect![[r#"
            the configuration is refused
              `work.lease`: `10ms` is too short; write `1s` or more (FOLDER/c.toml)
              `work.idle_wait_max`: `100y` is too long; write `3650d` or less (FOLDER/c.toml)
              `work.record_bytes_max`: `16 megs` is not a size; write for example `16MiB`, with kB, MB, GB, KiB, MiB, GiB, or plain bytes (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[work]\nfile_bytes_max = 99999999999GiB",
        expect![
            "FOLDER/c.toml is not TOML: TOML parse error at line 7, column 18: string values must be quoted, expected literal string"
        ],
    );
    check_refused(
        "[work]\nfile_bytes_max = '99999999999GiB'\nrecord_bytes_max = 0",
        expect![[r#"
            the configuration is refused
              `work.record_bytes_max`: `0` is not a size; write for example `16MiB`, with kB, MB, GB, KiB, MiB, GiB, or plain bytes (FOLDER/c.toml)
              `work.file_bytes_max`: `99999999999GiB` is not a size; write for example `16MiB`, with kB, MB, GB, KiB, MiB, GiB, or plain bytes (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[http]\nserver_error_pauses = ['5s', '10']\nthrottle_retries_max = -1",
        expect![[r#"
            the configuration is refused
              `http.server_error_pauses[1]`: `10` is not a duration; write for example `1h` or `90s` (FOLDER/c.toml)
              `http.throttle_retries_max`: `-1` does not fit; write a whole number from 0 to 100 (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[log]\nformat = 'yaml'\nlevel = 'info,sqlx=verbose'",
        expect![[r#"
            the configuration is refused
              `log.format`: `yaml` is not known; write one of `auto`, `json`, `text` (FOLDER/c.toml)
              `log.level`: `sqlx=verbose` is not a log level; write one of off, error, warn, info, debug, trace, or for example `info,client=debug` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[service]\nlisten = 'localhost:8080'\nallowed_hosts = ['a', 'b:80']\ndata_dir = ''",
        expect![[r#"
            the configuration is refused
              `service.listen`: `localhost:8080` is not an address to listen on; write an IP address and a port, for example `127.0.0.1:8080` (FOLDER/c.toml)
              `service.allowed_hosts[1]`: `b:80` is not the name of a host; write it without scheme and port, for example `warehouse.example` (FOLDER/c.toml)
              `service.data_dir`: is empty; write a value or remove the key (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[accounts.feeds.engagement]\nenabled = 'yes'",
        expect![[r#"
            the configuration is refused
              `accounts[0].feeds.engagement.enabled`: `yes` is neither `true` nor `false` (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[database]\nurl = 'mysql://lp:planted@db/w'",
        expect![[r#"
            the configuration is refused
              `database.url`: is not a database URL; write `postgres://user:password@host:5432/database`, and in a password %40 for @, %3A for :, %2F for /, %3F for ?, %23 for # (FOLDER/c.toml)"#]],
    );
    for (rest, told) in [
        ("123/planted@db/w", "is not a database URL"),
        ("planted@db/w?sslmode=verify_full", "`sslmode` that does not fit; write one of disable, allow, prefer"),
        ("planted@db/w?hostaddr=db", "`hostaddr` that does not fit; write an IP address"),
        ("planted@db/w?port=x", "`port` that does not fit; write a number"),
        ("p@db/w?sslpassword=planted", "`sslpassword` that is not known; take it out"),
        ("p@db/w?sslmod=verify-full", "`sslmod` that is not known"),
    ] {
        let error = load(&format!("{ACCOUNT}[database]\nurl = 'postgres://lp:{rest}'"), &[]).expect_err(rest);
        assert!(error.contains(told) && !error.contains("planted"), "{rest}: {error}");
    }
    check_refused(
        "[accounts.endpoints]\nlogin = 'ftp://planted'\noauth2 = 'https://u:planted@h'\ndata_access = 'http://h?a=b'",
        expect![[r#"
            the configuration is refused
              `accounts[0].endpoints.data_access`: has a `?` or a `#`; write the base URL only (FOLDER/c.toml)
              `accounts[0].endpoints.oauth2`: holds a user name; credentials belong into `auth` (FOLDER/c.toml)
              `accounts[0].endpoints.login`: is not a base URL; write for example `https://va.da.liveperson.net` (FOLDER/c.toml)"#]],
    );
}

#[test]
fn keys_that_contradict_each_other_are_refused() {
    check_refused(
        "[work]\nunits_in_flight_max = 8\nunit_retry_max = '1s'\noutage_pause_max = '1s'",
        expect![[r#"
            the configuration is refused
              `database.connections_max`: is too small: 12 transactions may be open at once (`work.units_in_flight_max`, `work.backfill_in_flight_max` and 2 polls of metrics), and the ledger needs another connection; write 13 or more
              `work.unit_retry_max`: is shorter than `work.unit_retry_first`; write the same or more (FOLDER/c.toml)
              `work.outage_pause_max`: is shorter than `work.outage_pause_first`; write the same or more (FOLDER/c.toml)"#]],
    );
    check_refused(
        ACCOUNT,
        expect![[r#"
            the configuration is refused
              `accounts[1].id`: `1` is there already; write each account once (FOLDER/c.toml)"#]],
    );
    check_refused(
        "[database]\nurl = 'postgres://planted'\nurl_file = 'url.txt'",
        expect![[r#"
            the configuration is refused
              `database.url_file`: clashes with `database.url`; keep one of the two (FOLDER/c.toml)"#]],
    );
}

#[test]
fn faulty_accounts_are_refused() {
    check(
        "",
        &[],
        expect![[r#"
            the configuration is refused
              `accounts`: needs at least one `[[accounts]]` section
        "#]],
    );
    check(
        "accounts = []",
        &[],
        expect![[r#"
            the configuration is refused
              `accounts`: needs at least one `[[accounts]]` section (FOLDER/c.toml)
        "#]],
    );
    check(
        "accounts = 'planted'",
        &[],
        expect![[r#"
            the configuration is refused
              `accounts`: needs at least one `[[accounts]]` section (FOLDER/c.toml)
        "#]],
    );
    check(
        "[[accounts]]",
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].id`: is missing; write it, or set LPW__ACCOUNTS__0__ID
              `accounts[0].region`: is missing; write it, or set LPW__ACCOUNTS__0__REGION
              `accounts[0].auth.method`: is missing; write it, or set LPW__ACCOUNTS__0__AUTH__METHOD
        "#]],
    );
    check(
        "[[accounts]]\nid = '7/../8'\nregion = 'eu'\nauth = { method = 'key', app_key = '1' }",
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].id`: `7/../8` is not an account; write the number LivePerson gave it, for example `75555851` (FOLDER/c.toml)
              `accounts[0].region`: unknown region `eu`; the regions are `us`, `uk`, `apac` (FOLDER/c.toml)
              `accounts[0].auth.method`: `key` is not known; write one of `oauth1`, `oauth2`, `login` (FOLDER/c.toml)
        "#]],
    );
    let auth = |auth: &str| format!("[[accounts]]\nid = 1\nregion = 'us'\nauth = {{ {auth} }}");
    check(
        &auth("method = 'oauth1', app_key = '', access_token = 't', client_id = 'c'"),
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].auth.app_key`: is empty; write a value or remove the key (FOLDER/c.toml)
              `accounts[0].auth.app_secret`: is missing; write it, or set LPW__ACCOUNTS__0__AUTH__APP_SECRET, or name a file that holds it as `app_secret_file`
              `accounts[0].auth.access_token_secret`: is missing; write it, or set LPW__ACCOUNTS__0__AUTH__ACCESS_TOKEN_SECRET, or name a file that holds it as `access_token_secret_file`
              `accounts[0].auth.client_id`: unknown key; `accounts[0].auth` takes `access_token`, `access_token_secret`, `app_key`, `app_secret`, `method` (FOLDER/c.toml)
        "#]],
    );
    check(
        &auth("method = 'login', username = 'u', password = 'planted', password_file = 'p', app_key = 'planted'"),
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].auth.password_file`: clashes with `accounts[0].auth.password`; keep one of the two (FOLDER/c.toml)
              `accounts[0].auth.app_key`: unknown key; `accounts[0].auth` takes `method`, `password`, `password_file`, `username` (FOLDER/c.toml)
        "#]],
    );
    check(
        &auth("method = 'oauth2', client_id = 'c', client_secret = ' '"),
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].auth.client_secret`: holds an empty secret; write it (FOLDER/c.toml)
        "#]],
    );
    for quoted in [r#"'"planted"'"#, r#""'planted'""#, "'“planted”'", "' `planted` '"] {
        let refused = load(&auth(&format!("method = 'oauth2', client_id = 'c', client_secret = {quoted}")), &[]);
        let refused = refused.unwrap_err();
        assert!(refused.contains("without quotation marks") && !refused.contains("planted"), "{refused}");
    }
    check(
        &auth("method = 'oauth2', client_id = 'c', client_secret_file = 'none.txt'"),
        &[],
        expect![[r#"
            the configuration is refused
              `accounts[0].auth.client_secret_file`: the secret file none.txt cannot be read; write the secret into one of these files (FOLDER/credentials/none.txt: No such file or directory (os error 2); FOLDER/none.txt: No such file or directory (os error 2)) (FOLDER/c.toml)
        "#]],
    );
}

#[test]
fn a_secret_that_cannot_be_read_names_every_place_that_was_tried() {
    let toml = "[[accounts]]\nid = 1\nregion = 'us'\n\
                auth = { method = 'oauth2', client_id = 'c', client_secret_file = 's' }";
    let folder = Folder::with(&[("c.toml", toml), ("s", "planted")]);
    let refused = |expected: Expect| expected.assert_eq(&folder.load(&[]).unwrap_err().replace("FOLDER/", ""));
    // A file where the folder should be is as good as none; something that is there, but no file, is not passed over.
    fs::write(folder.path("credentials"), "").unwrap();
    assert!(folder.load(&[]).is_ok());
    fs::remove_file(folder.path("credentials")).unwrap();
    fs::create_dir_all(folder.path("credentials/s")).unwrap();
    refused(expect![[r#"
        the configuration is refused
          `accounts[0].auth.client_secret_file`: the secret file s cannot be read; put that right, or name another file (credentials/s: Is a directory (os error 21)) (c.toml)"#]]);
    // Root may read everything, so there is no such file for the tests of root.
    let denied = [
        (PathBuf::from("none/s"), io::Error::from(io::ErrorKind::NotFound)),
        (PathBuf::from("credentials/s"), io::Error::from(io::ErrorKind::PermissionDenied)),
    ];
    expect!["the secret file s cannot be read; run this with sudo, or as the service's user (none/s: entity not found; credentials/s: permission denied)"]
        .assert_eq(&unreadable(Path::new("s"), &denied, false));
    let told = unreadable(Path::new("s"), &denied, true);
    assert!(told.contains("cannot be read; systemd hands over a new secret"), "{told}");
}

#[test]
fn a_file_that_is_not_toml_is_refused_without_its_lines() {
    check(
        "[database]\nurl = \"postgres://lp:planted@db/w",
        &[],
        expect![[r#"
            FOLDER/c.toml is not TOML: TOML parse error at line 2, column 34: invalid basic string, expected `"`
        "#]],
    );
    check(
        "a = 'planted'\na = 'planted'",
        &[],
        expect![[r#"
            FOLDER/c.toml is not TOML: TOML parse error at line 2, column 1: duplicate key
        "#]],
    );
}

#[test]
fn a_missing_file_says_what_to_do() {
    let refused = |named: Option<&str>| {
        let usual = [PathBuf::from("none/a.toml"), PathBuf::from("none/b.toml")];
        Config::load_from(named.map(Path::new), &usual, &Environment::default()).unwrap_err().to_string()
    };
    expect!["there is no configuration file none/mine.toml; name one that exists with --config"]
        .assert_eq(&refused(Some("none/mine.toml")));
    expect!["there is no configuration: neither none/a.toml nor none/b.toml exists, and no LPW__ variable is set; run `lp-warehouse init`, or copy config/example.toml (installed: /etc/lp-warehouse/config.example.toml) to one of them and fill in your account, or name a file with --config"].assert_eq(&refused(None));
}
