//! The body of a survey document (Data Access API, survey).

use crate::encode::{BodyType, FieldType, Kind, RecordType};

pub(super) static SURVEYS: BodyType = BodyType { name: "SurveyData", kind: "survey", array: "surveys", items: &SURVEY };

static SURVEY: RecordType = RecordType::new(
    "Survey",
    &[
        FieldType::new("id", Kind::Long),
        FieldType::new("type", Kind::Int),
        FieldType::new("viewTime", Kind::Long),
        FieldType::new("conversationId", Kind::Id),
        FieldType::new("contents", Kind::Records(&CONTENT)),
    ],
);

static CONTENT: RecordType = RecordType::new(
    "SurveyContent",
    &[
        FieldType::new("question", Kind::Text),
        FieldType::new("answer", Kind::Text),
        FieldType::new("answerSubmitTime", Kind::Long),
        FieldType::new("surveyName", Kind::Text),
        FieldType::new("answerType", Kind::Int),
        FieldType::new("csatThreshold", Kind::Double),
    ],
);
