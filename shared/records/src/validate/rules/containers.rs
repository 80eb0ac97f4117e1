//! Where material is kept: instances, containers, locations.

use super::{has, text};
use crate::{Body, Invalid};

pub(super) fn location(body: &Body, found: &mut Invalid) {
    let coordinate = has(body, "coordinate_1_label") && has(body, "coordinate_1_indicator");
    if !has(body, "barcode") && !has(body, "classification") && !coordinate {
        found.add(Invalid::CODED, "location_fields_error");
    }
}

pub(super) fn container_location(body: &Body, found: &mut Invalid) {
    if text(body, "status") == Some("previous") && !has(body, "end_date") {
        found.add("end_date", "is required if status is previous");
    }
}

pub(super) fn instance(body: &Body, found: &mut Invalid) {
    const EMPTY: &str = "Can't be empty";
    let is_digital = text(body, "instance_type") == Some("digital_object");
    if is_digital && !has(body, "digital_object") {
        found.add("digital_object", EMPTY);
    }
    if !is_digital && has(body, "digital_object") {
        found.add("instance_type", "An instance with a digital object reference must be of type 'digital_object'");
    } else if !is_digital && has(body, "instance_type") && !has(body, "sub_container") {
        found.add("sub_container", EMPTY);
    }
}

pub(super) fn sub_container(body: &Body, found: &mut Invalid) {
    let second = (has(body, "type_2"), has(body, "indicator_2"));
    let third = (has(body, "type_3"), has(body, "indicator_3"));
    if second.0 != second.1 {
        found.add("type_2", "container 2 requires both a type and indicator");
    }
    if second == (false, false) && third != (false, false) {
        found.add("type_2", "container 2 is required if container 3 is provided");
    }
    if third.0 != third.1 {
        found.add("type_3", "container 3 requires both a type and indicator");
    }
}
