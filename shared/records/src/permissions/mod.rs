//! Permission codes: which exist, where they count, and which follow from others.
//!
//! A permission is either *stored* (a group of some repository grants it) or *implied* (holding another one in any
//! repository gives it everywhere). Who holds what is answered by [`Effective`]; the groups that a new archive and a
//! new repository start with stand in [`groups`].

mod effective;
pub mod groups;

pub use effective::{Effective, GLOBAL_REPOSITORY, Grants};

use Kind::{Hidden, Implied, Listed};
use Level::{Global, Repository};

/// Where a permission counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// In the repository whose group grants it.
    Repository,
    /// In the whole archive; only groups of the global repository may grant it.
    Global,
}

impl Level {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Repository => "repository",
            Global => "global",
        }
    }
}

/// How a permission comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Granted by groups and listed to clients: its number and what clients read about it.
    Listed(u8, &'static str),
    /// Granted by groups of the system only, and not listed.
    Hidden(u8, &'static str),
    /// Never granted: follows from another one, held in any repository.
    Implied(Permission),
}

/// Declares the permissions once: variant, code, level and kind.
macro_rules! permissions {
    ($($variant:ident, $code:literal, $level:ident, $kind:expr;)*) => {
        /// A permission.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the code beside each variant is its name for clients")]
        pub enum Permission {
            $($variant,)*
        }

        /// Every permission, in the order in which an archive gets them.
        pub static ALL: &[Permission] = &[$(Permission::$variant,)*];

        impl Permission {
            /// The code on the wire: `view_repository`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// Where it counts.
            pub fn level(self) -> Level {
                match self {
                    $(Self::$variant => $level,)*
                }
            }

            /// How it comes about.
            pub fn kind(self) -> Kind {
                match self {
                    $(Self::$variant => $kind,)*
                }
            }
        }
    };
}

permissions! {
    AdministerSystem, "administer_system", Global, Listed(6, "The ability to act as a system administrator");
    ManageUsers, "manage_users", Global, Listed(7, "The ability to manage user accounts while logged in");
    BecomeUser, "become_user", Global, Listed(8, "The ability to masquerade as another user");
    ViewAllRecords, "view_all_records", Global, Hidden(9, "The ability to view any record in the system");
    CreateRepository, "create_repository", Global, Listed(10, "The ability to create new repositories");
    DeleteRepository, "delete_repository", Global, Listed(11, "The ability to delete a repository");
    TransferRepository, "transfer_repository", Repository,
        Listed(12, "The ability to transfer the contents of a repository");
    IndexSystem, "index_system", Global, Hidden(13, "The ability to read any record for indexing");
    ManageRepository, "manage_repository", Repository, Listed(14, "The ability to manage a given repository");
    UpdateAccessionRecord, "update_accession_record", Repository,
        Listed(15, "The ability to create and modify accessions records");
    UpdateResourceRecord, "update_resource_record", Repository,
        Listed(16, "The ability to create and modify resources records");
    UpdateDigitalObjectRecord, "update_digital_object_record", Repository,
        Listed(17, "The ability to create and modify digital objects records");
    UpdateEventRecord, "update_event_record", Repository,
        Listed(18, "The ability to create and modify event records");
    DeleteEventRecord, "delete_event_record", Repository, Listed(19, "The ability to delete event records");
    SuppressArchivalRecord, "suppress_archival_record", Repository,
        Listed(20, "The ability to suppress the major archival record types: accessions/resources/digital objects/components/collection management/events");
    TransferArchivalRecord, "transfer_archival_record", Repository,
        Listed(21, "The ability to transfer records between different repositories");
    DeleteArchivalRecord, "delete_archival_record", Repository,
        Listed(22, "The ability to delete the major archival record types: accessions/resources/digital objects/components/collection management/events");
    ViewSuppressed, "view_suppressed", Repository,
        Listed(23, "The ability to view suppressed records in a given repository");
    ViewRepository, "view_repository", Repository, Listed(24, "The ability to view a given repository");
    UpdateClassificationRecord, "update_classification_record", Repository,
        Listed(25, "The ability to create and modify classification records");
    DeleteClassificationRecord, "delete_classification_record", Repository,
        Listed(26, "The ability to delete classification records");
    MediateEdits, "mediate_edits", Global, Hidden(27, "The ability to take part in mediating conflicting edits");
    ImportRecords, "import_records", Repository, Listed(28, "The ability to initiate an importer job");
    CancelImporterJob, "cancel_importer_job", Repository,
        Listed(29, "The ability to cancel a queued or running importer job");
    CreateJob, "create_job", Repository, Listed(1, "The ability to create background jobs");
    CancelJob, "cancel_job", Repository, Listed(2, "The ability to cancel background jobs");
    ManageSubjectRecord, "manage_subject_record", Repository,
        Listed(30, "The ability to create, modify and delete a subject record");
    UpdateSubjectRecord, "update_subject_record", Global, Implied(Permission::ManageSubjectRecord);
    ManageAgentRecord, "manage_agent_record", Repository,
        Listed(31, "The ability to create, modify and delete an agent record");
    UpdateAgentRecord, "update_agent_record", Global, Implied(Permission::ManageAgentRecord);
    ViewAgentContactRecord, "view_agent_contact_record", Repository,
        Listed(4, "The ability to view contact details for agent records");
    ViewAgentContactRecordGlobal, "view_agent_contact_record_global", Global, Implied(Permission::ViewAgentContactRecord);
    ManageVocabularyRecord, "manage_vocabulary_record", Repository,
        Listed(32, "The ability to create, modify and delete a vocabulary record");
    UpdateVocabularyRecord, "update_vocabulary_record", Global, Implied(Permission::ManageVocabularyRecord);
    UpdateLocationRecord, "update_location_record", Global, Implied(Permission::ManageRepository);
    DeleteAgentRecord, "delete_agent_record", Global, Implied(Permission::ManageAgentRecord);
    DeleteSubjectRecord, "delete_subject_record", Global, Implied(Permission::ManageSubjectRecord);
    DeleteVocabularyRecord, "delete_vocabulary_record", Global, Implied(Permission::DeleteArchivalRecord);
    ManageEnumerationRecord, "manage_enumeration_record", Repository,
        Listed(3, "The ability to create, modify and delete a controlled vocabulary list record");
    UpdateEnumerationRecord, "update_enumeration_record", Global, Implied(Permission::ManageEnumerationRecord);
    MergeAgentsAndSubjects, "merge_agents_and_subjects", Repository,
        Listed(33, "The ability to merge agent/subject records");
    MergeSubjectRecord, "merge_subject_record", Global, Implied(Permission::MergeAgentsAndSubjects);
    MergeAgentRecord, "merge_agent_record", Global, Implied(Permission::MergeAgentsAndSubjects);
    MergeArchivalRecord, "merge_archival_record", Repository,
        Listed(34, "The ability to merge archival records records");
    ManageRdeTemplates, "manage_rde_templates", Repository,
        Listed(35, "The ability to create and delete RDE templates");
    UpdateContainerRecord, "update_container_record", Repository,
        Listed(36, "The ability to create and update container records");
    ManageContainerRecord, "manage_container_record", Repository,
        Listed(37, "The ability to delete and bulk update container records");
    ManageContainerProfileRecord, "manage_container_profile_record", Repository,
        Listed(38, "The ability to create, modify and delete a container profile record");
    UpdateContainerProfileRecord, "update_container_profile_record", Global, Implied(Permission::ManageContainerProfileRecord);
    ManageLocationProfileRecord, "manage_location_profile_record", Repository,
        Listed(39, "The ability to create, modify and delete a location profile record");
    UpdateLocationProfileRecord, "update_location_profile_record", Global, Implied(Permission::ManageLocationProfileRecord);
    UpdateAssessmentRecord, "update_assessment_record", Repository,
        Listed(40, "The ability to create and modify assessment records");
    DeleteAssessmentRecord, "delete_assessment_record", Repository,
        Listed(41, "The ability to delete assessment records");
    ManageAssessmentAttributes, "manage_assessment_attributes", Repository,
        Listed(42, "The ability to manage assessment attribute definitions");
    ManageCustomReportTemplates, "manage_custom_report_templates", Repository,
        Listed(43, "The ability to manage custom report templates");
    ShowFullAgents, "show_full_agents", Repository,
        Listed(5, "The ability to add and edit extended agent attributes");
}

impl Permission {
    /// The permission with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        ALL.iter().copied().find(|permission| permission.code() == code)
    }

    /// The permission that gives this one, when it is an implied one.
    pub fn implied_by(self) -> Option<Self> {
        match self.kind() {
            Implied(by) => Some(by),
            Listed(..) | Hidden(..) => None,
        }
    }

    /// Whether groups can hold it.
    pub fn is_stored(self) -> bool {
        self.implied_by().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_again() {
        for permission in ALL {
            assert_eq!(Permission::from_code(permission.code()), Some(*permission));
        }
        assert_eq!(Permission::from_code("fly"), None);
    }
}
