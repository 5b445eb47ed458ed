use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey, VerificationAlgorithm,
};
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{samples::*, *};

#[expect(clippy::disallowed_methods, reason = "to compare what would be sealed")]
fn canonical(text: &str) -> String {
    SigningKey::parse(text).unwrap().key.canonical().expose_secret().to_owned()
}

fn refusal(text: &str) -> KeyError {
    SigningKey::parse(text).unwrap_err()
}

#[test]
fn a_key_is_read_from_every_form_it_is_handed_over_in() {
    let set = json!({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}, rsa_jwk()]}).to_string();
    let rsa = [rsa_pem("pkcs8"), rsa_pem("pkcs1"), rsa_jwk().to_string(), set, json!([rsa_jwk()]).to_string()];
    let mut families = vec![rsa.to_vec()];
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512] {
        families.push(vec![ec_pem("pkcs8", algorithm), ec_pem("sec1", algorithm), ec_value(algorithm).to_string()]);
    }
    for family in families {
        let one = canonical(&family[0]);
        for form in &family {
            assert_eq!(canonical(form), one, "one key has one canonical form");
            assert_eq!(canonical(&form.replace('\n', "\r\n")), one);
            assert_eq!(canonical(&format!("\u{feff}  {form} \n\n")), one);
            assert!(!SigningKey::parse(form).unwrap().mended && SigningKey::parse(&format!(" {form}")).unwrap().mended);
        }
        assert_eq!(canonical(&format!("\"{}\"", one.replace('\n', "\\n"))), one, "as it stands in a JSON file");
        assert_eq!(canonical(&format!("Bag Attributes\n{one}{}", pem("CERTIFICATE", b"x"))), one);
        assert_eq!(canonical(&one), one);
    }
    assert_eq!(SigningKey::parse(&rsa_jwk().to_string()).unwrap().key_id.unwrap().as_str(), "rsa1");
}

#[test]
fn every_algorithm_signs_what_its_public_key_verifies() {
    let verifiers: [&dyn VerificationAlgorithm; 6] = [
        &RSA_PKCS1_2048_8192_SHA256,
        &RSA_PKCS1_2048_8192_SHA384,
        &RSA_PKCS1_2048_8192_SHA512,
        &ECDSA_P256_SHA256_FIXED,
        &ECDSA_P384_SHA384_FIXED,
        &ECDSA_P521_SHA512_FIXED,
    ];
    for (algorithm, verifier) in Algorithm::ALL.into_iter().zip(verifiers) {
        let mut jwk = if algorithm.on_curve().is_some() { ec_value(algorithm) } else { rsa_jwk() };
        jwk["alg"] = algorithm.as_str().into();
        let key = SigningKey::parse(&jwk.to_string()).unwrap().key;
        assert_eq!(key.algorithm(), algorithm);
        UnparsedPublicKey::new(verifier, public(&key)).verify(b"message", &key.sign(b"message")).unwrap();
    }
}

#[test]
fn what_is_no_private_key_is_refused_by_its_reason() {
    use KeyError::*;
    let fake = |label: &str| pem(label, b"some bytes");
    let good = rsa_pem("pkcs8");
    let ed25519 = [&[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20][..], &[7; 32]].concat();
    let secp256k1 = [0x30, 0x18, 2, 1, 0, 0x30, 16, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 10, 4, 1, 0];
    let short = [&[0x30, 0x81, 0x86, 2, 1, 0, 2, 0x81, 0x80][..], &[0xff; 128]].concat();
    let long = [&[0x30, 0x82, 4, 8, 2, 1, 0, 2, 0x82, 4, 1][..], &[0xff; 1025]].concat();
    for (text, why) in [
        (" \n".to_owned(), Empty),
        ("no key".to_owned(), NotAKey),
        (good.lines().skip(1).take(20).collect::<Vec<_>>().concat(), NoMarkers),
        ("00abcDEFghi-jklMNOpqrSTUvwx_YZ0123456789ab".to_owned(), ApiToken),
        ("S3CRETabcDEFghijklMNOpqrSTUvwxYZ0123456789-_S3CRETabcDEFghijklMN".to_owned(), Secret),
        ("eyJraWQiOiJ4In0.eyJzY3AiOlsieCJdfQ.c2ln".to_owned(), Jwt),
        ("https://acme.okta.com/keys".to_owned(), Address),
        (fake("CERTIFICATE"), Certificate),
        (fake("CERTIFICATE REQUEST"), Request),
        (fake("PUBLIC KEY"), PublicOnly),
        (fake("RSA PUBLIC KEY"), PublicOnly),
        (fake("OPENSSH PRIVATE KEY"), OpenSsh),
        (fake("ENCRYPTED PRIVATE KEY"), Encrypted),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\nAAAA\n-----END RSA PRIVATE KEY-----"
                .to_owned(),
            Encrypted,
        ),
        (fake("DSA PRIVATE KEY"), Kind),
        (pem("PRIVATE KEY", &ed25519), Kind),
        (pem("PRIVATE KEY", &secp256k1), Curve),
        (pem("RSA PRIVATE KEY", &short), TooSmall(1024)),
        (pem("RSA PRIVATE KEY", &long), TooLarge(8200)),
        (format!("{good}{good}"), Several),
        (good[..good.len() / 2].to_owned(), Damaged),
        (good.replacen('\n', "\n*", 1), Damaged),
        (fake("PRIVATE KEY"), Damaged),
        (r#"{"client_id":"x"}"#.to_owned(), NotAJwk),
        (r#"{"keys":[]}"#.to_owned(), NotAJwk),
        (r#"{"kty":"#.to_owned(), Damaged),
    ] {
        assert_eq!(refusal(&text), why, "{}", &text[..text.len().min(60)]);
        assert!(text.trim().len() < 7 || !why.to_string().contains(text.trim()));
    }
}

#[test]
fn a_json_web_key_that_cannot_sign_is_refused_by_its_reason() {
    use KeyError::{Curve, Damaged, Kind, Mismatch, NoPrimes, NotForSigning, PublicOnly, Several, Symmetric, TooSmall};
    let with = |mut jwk: Value, name: &str, value: Value| {
        jwk[name] = value;
        jwk.to_string()
    };
    let without = |mut jwk: Value, names: &[&str]| {
        names.iter().for_each(|name| drop(jwk.as_object_mut().unwrap().remove(*name)));
        jwk.to_string()
    };
    let ec = || ec_value(Algorithm::Es256);
    let other = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let other_x = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(&other.public_key().as_ref()[1..33]);
    for (text, why) in [
        (without(ec(), &["d"]), PublicOnly),
        (without(rsa_jwk(), &["d", "p", "q", "dp", "dq", "qi"]), PublicOnly),
        (without(rsa_jwk(), &["p"]), NoPrimes),
        (with(ec(), "kty", "oct".into()), Symmetric),
        (with(ec(), "kty", "OKP".into()), Kind),
        (with(ec(), "crv", "secp256k1".into()), Curve),
        (with(ec(), "use", "enc".into()), NotForSigning),
        (with(ec(), "key_ops", json!(["verify"])), NotForSigning),
        (with(ec(), "alg", "ES384".into()), KeyError::Algorithm),
        (with(ec(), "alg", "RS256".into()), KeyError::Algorithm),
        (with(rsa_jwk(), "alg", "PS256".into()), KeyError::Algorithm),
        (with(ec(), "kid", "".into()), KeyError::KeyId),
        (with(ec(), "kid", "my key".into()), KeyError::KeyId),
        (with(ec(), "x", other_x.into()), Mismatch),
        (with(ec(), "d", "AQ".into()), Mismatch),
        (with(rsa_jwk(), "dp", "AQ".into()), Mismatch),
        (with(rsa_jwk(), "n", "AQAB".into()), TooSmall(17)),
        (with(ec(), "d", "****".into()), Damaged),
        (json!({"keys": [ec(), rsa_jwk()]}).to_string(), Several),
    ] {
        assert_eq!(refusal(&text), why);
    }
    assert!(SigningKey::parse(&with(ec(), "key_ops", json!(["sign"]))).is_ok());
}

#[test]
fn an_algorithm_given_apart_counts_where_the_key_names_none_and_must_agree_where_it_does() {
    let given = |text: &str, given| SigningKey::parse(text).unwrap().signing_with(given).map(|read| read.key.algorithm());
    assert_eq!(given(&rsa_pem("pkcs8"), Algorithm::Rs512), Ok(Algorithm::Rs512));
    assert_eq!(given(&rsa_pem("pkcs1"), Algorithm::Es256), Err(KeyError::Algorithm));
    assert_eq!(given(&ec_pem("sec1", Algorithm::Es384), Algorithm::Es384), Ok(Algorithm::Es384));
    assert_eq!(given(&ec_pem("sec1", Algorithm::Es384), Algorithm::Es256), Err(KeyError::Algorithm));
    let mut jwk = rsa_jwk();
    jwk["alg"] = "RS384".into();
    assert_eq!(given(&jwk.to_string(), Algorithm::Rs384), Ok(Algorithm::Rs384));
    assert_eq!(given(&jwk.to_string(), Algorithm::Rs512), Err(KeyError::OtherAlgorithm));
}

#[test]
fn a_key_shows_in_no_debug_output() {
    let read = SigningKey::parse(&ec_jwk(Some("k1"))).unwrap();
    assert_eq!(format!("{:?}", read.key), "SigningKey(ES256)");
    assert!(!format!("{read:?}").contains(ec_value(Algorithm::Es256)["d"].as_str().unwrap()));
}

proptest! {
    #[test]
    fn no_text_panics(text in "(-----(BEGIN|END) (RSA |EC )?PRIVATE KEY-----|[A-Za-z0-9+/=\\n ]{0,40}|\\{\"kty\":\"(RSA|EC)\",|\"[nedxypq]\":\"[A-Za-z0-9_-]{0,8}\",?|\\}){0,8}") {
        let _ = SigningKey::parse(&text);
    }

    #[test]
    fn a_changed_key_is_refused_or_the_same(at in 30usize..1500, letter in "[A-Za-z0-9+/]") {
        let good = rsa_pem("pkcs8");
        let mut changed = good.clone();
        if good.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric) {
            changed.replace_range(at..=at, &letter);
        }
        if let Ok(read) = SigningKey::parse(&changed) {
            let message = b"message";
            let own = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public(&read.key));
            prop_assert!(own.verify(message, &read.key.sign(message)).is_ok());
        }
    }
}
