//! The way to LivePerson: proxies, authorities, certificates.

use super::*;

#[test]
fn the_proxy_of_the_machine_serves_unless_another_is_named() {
    let check = |toml: &str, variables: &[(&str, &str)], expected: [Option<&str>; 2]| {
        let config = load(&format!("{ACCOUNT}{toml}"), variables).unwrap();
        let transport = &config.http.transport;
        let proxy = transport.proxy.as_ref().map(ExposeSecret::expose_secret);
        assert_eq!([proxy, transport.no_proxy.as_deref()], expected, "{toml} {variables:?}");
        assert!(!format!("{config:?} {}", config.effective).contains("planted"), "{variables:?}");
    };
    let machine = ("HTTPS_PROXY", "http://u:planted@machine:1");
    let machine_url = Some("http://u:planted@machine:1/");
    check("", &[], [None, None]);
    check("", &[("HTTP_PROXY", "http://machine:1"), ("HTTPS_PROXY", "")], [None, None]);
    check("", &[machine, ("NO_PROXY", "a,.b")], [machine_url, Some("a,.b")]);
    check("", &[machine, ("https_proxy", "lower:2"), ("no_proxy", "c")], [Some("http://lower:2/"), Some("c")]);
    check("[http]\nproxy = 'https://own:3'", &[machine], [Some("https://own:3/"), None]);
    check(
        "",
        &[machine, ("LPW__HTTP__PROXY", "own:4"), ("LPW__HTTP__NO_PROXY", "d")],
        [Some("http://own:4/"), Some("d")],
    );
    check("[http]\nno_proxy = 'e'", &[machine, ("NO_PROXY", "a")], [machine_url, Some("e")]);
}

#[test]
fn proxies_and_certificates_are_checked_before_they_are_needed() {
    let check = |http: &str, variables: &[(&str, &str)], expected: Expect| {
        let toml = format!("{ACCOUNT}[http]\n{http}");
        let key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nplanted";
        let folder = Folder::with(&[("c.toml", &toml), ("ca.pem", CERTIFICATE), ("ca.der", "0"), ("key.pem", key)]);
        let error = folder.load(variables).unwrap_err();
        assert!(!error.contains("planted"), "{error}");
        expected.assert_eq(&error);
    };
    check(
        "proxy = 'socks5://u:planted@h:1'",
        &[],
        expect![[r#"
        the configuration is refused
          `http.proxy`: is not the address of an HTTP proxy; write `http://user:password@proxy.example:3128`, and in a password %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #; SOCKS is not supported (FOLDER/c.toml)"#]],
    );
    check(
        "",
        &[("HTTPS_PROXY", "http://u:plan/ted@h:1")],
        expect![[r#"
        the configuration is refused
          `http.proxy`: is not the address of an HTTP proxy; write `http://user:password@proxy.example:3128`, and in a password %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #; SOCKS is not supported (environment variable HTTPS_PROXY)"#]],
    );
    check(
        "ca_file = 'ca.der'",
        &[],
        expect![[r#"
        the configuration is refused
          `http.ca_file`: holds no certificate in PEM (`-----BEGIN CERTIFICATE-----`); `openssl x509 -inform der` converts others (FOLDER/c.toml)"#]],
    );
    check(
        "client_certificate_file = 'ca.pem'",
        &[],
        expect![[r#"
        the configuration is refused
          `http.client_certificate_file`: has no key beside it; name the file that holds it as `http.client_key_file` (FOLDER/c.toml)"#]],
    );
    check(
        "client_certificate_file = 'ca.pem'\nclient_key_file = 'key.pem'",
        &[],
        expect![[r#"
            the configuration is refused
              `http.client_key_file`: is encrypted; `openssl pkey` writes it without a passphrase (FOLDER/c.toml)"#]],
    );
    check(
        "[accounts.endpoints.sign_as]\ndata_access = 'https://h'",
        &[],
        expect![[r#"
        the configuration is refused
          `accounts[0].endpoints.sign_as.data_access`: speaks of no reverse proxy; write its address as `accounts[0].endpoints.data_access` (FOLDER/c.toml)"#]],
    );
}
