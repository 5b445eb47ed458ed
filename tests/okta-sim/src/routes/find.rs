//! Finds the row of a path.

use std::sync::LazyLock;

use super::{Route, RouteSpec, apps, credentials, directory, groups, iam, network, oauth, operations, org, policies, security, users};

/// All rows; where two fit a path, the first is meant.
static TABLE: [&[RouteSpec]; 12] = [
    org::ROUTES,
    users::ROUTES,
    groups::ROUTES,
    iam::ROUTES,
    credentials::ROUTES,
    apps::ROUTES,
    policies::ROUTES,
    network::ROUTES,
    oauth::ROUTES,
    security::ROUTES,
    operations::ROUTES,
    directory::ROUTES,
];

/// A row and its pattern, taken apart.
type Row = (Vec<&'static str>, Route);

/// The rows by the number of their parts.
static BY_LENGTH: LazyLock<Vec<Vec<Row>>> = LazyLock::new(|| {
    let mut by_length: Vec<Vec<Row>> = Vec::new();
    for route in all() {
        let parts: Vec<&'static str> = route.pattern.split('/').skip(1).collect();
        if by_length.len() <= parts.len() {
            by_length.resize(parts.len() + 1, Vec::new());
        }
        by_length[parts.len()].push((parts, route));
    }
    by_length
});

/// All rows.
pub(crate) fn all() -> impl Iterator<Item = Route> {
    TABLE.iter().flat_map(|rows| rows.iter())
}

/// The row of a path given as its decoded parts, and the parts that vary.
pub(crate) fn find(parts: &[String]) -> Option<(Route, Vec<String>)> {
    let rows = BY_LENGTH.get(parts.len())?;
    let (pattern, route) = rows.iter().find(|(pattern, _)| pattern.iter().zip(parts).all(|(known, part)| fits(known, part)))?;
    let names = pattern.iter().zip(parts).filter(|(known, _)| varies(known)).map(|(_, part)| part.clone()).collect();
    Some((route, names))
}

fn varies(known: &str) -> bool {
    known.starts_with('{')
}

fn fits(known: &str, part: &str) -> bool {
    varies(known) || known == part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<(&'static str, Vec<String>)> {
        let parts: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
        find(&parts).map(|(route, names)| (route.pattern, names))
    }

    #[test]
    fn a_path_finds_its_route_and_what_varies() {
        let members = "/api/v1/iam/resource-sets/{id}/bindings/{role}/members";
        assert_eq!(
            found("/api/v1/iam/resource-sets/iam1/bindings/cr02/members"),
            Some((members, vec!["iam1".to_owned(), "cr02".to_owned()]))
        );
        assert_eq!(found("/api/v1/users/me"), Some(("/api/v1/users/me", vec![])));
        assert_eq!(found("/api/v1/users/00u1"), Some(("/api/v1/users/{id}", vec!["00u1".to_owned()])));
        assert_eq!(found("/api/v1/nothing"), None);
        assert_eq!(found("/api/v2/users"), None);
    }

    #[test]
    fn every_row_is_found_by_its_own_pattern() {
        for route in all() {
            let path = route.pattern.replace('{', "x").replace('}', "");
            assert_eq!(found(&path).map(|(pattern, _)| pattern), Some(route.pattern));
        }
    }
}
