//! Whether somebody can have been in both places.

use super::Mark;

/// Where an event says that it was done from.
pub(super) const FIELDS: [&str; 2] = ["client.geographicalContext.geolocation.lat", "client.geographicalContext.geolocation.lon"];

/// Events before one that it is compared with.
const NEAREST: usize = 50;
/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6_371.009;

/// Whether the last event and one before it are farther apart than so many kilometres, and nobody travels that fast.
pub(super) fn is_impossible(marks: &[&Mark], farther_than_km: f64, faster_than_kmh: f64) -> bool {
    let Some((last, before)) = marks.split_last() else { return false };
    let Some(here) = place(last) else { return false };
    // Whoever travels is seen from one sign-in to the next few: all pairs of thousands would cost too much.
    before.iter().rev().take(NEAREST).any(|mark| {
        let Some(there) = place(mark) else { return false };
        let distance = distance_km(here, there);
        let hours = (last.at - mark.at).as_seconds_f64() / 3_600.0;
        distance > farther_than_km && distance > faster_than_kmh * hours
    })
}

fn place(mark: &Mark) -> Option<(f64, f64)> {
    let number = |field: &str| mark.values.get(field)?.parse::<f64>().ok();
    let place = (number(FIELDS[0])?, number(FIELDS[1])?);
    // Nought and nought, off the coast of Africa, is where nothing is known.
    (place.0.abs() <= 90.0 && place.1.abs() <= 180.0 && place != (0.0, 0.0)).then_some(place)
}

/// The way over the earth's surface, by the haversine formula.
fn distance_km((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let h = half(lat1, lat2) + lat1.to_radians().cos() * lat2.to_radians().cos() * half(lon1, lon2);
    2.0 * EARTH_KM * h.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_that_of_the_globe() {
        let (amsterdam, new_york) = ((52.31, 4.76), (40.64, -73.78));
        assert!((distance_km(amsterdam, new_york) - 5_848.0).abs() < 20.0);
        assert_eq!(distance_km(amsterdam, amsterdam), 0.0);
    }
}
