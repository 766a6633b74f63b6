package lexgate.eu_ai_act.art_12_test

import data.lexgate.eu_ai_act.art_12
import data.lexgate.lib.trust

test_events_recorded_automatically[note] if {
	some note, case in {
		"as many records as requests": {"test": {"requests": 40, "records": 40, "without_time": 0}, "want": "pass"},
		"more records than requests": {"test": {"requests": 40, "records": 41, "without_time": 0}, "want": "pass"},
		"a record lost": {"test": {"requests": 40, "records": 39, "without_time": 0}, "want": "fail"},
		"a record without a time": {"test": {"requests": 40, "records": 40, "without_time": 1}, "want": "fail"},
		"nothing was asked": {"test": {"requests": 0, "records": 0, "without_time": 0}, "want": "unknown"},
		"records as text": {"test": {"requests": 40, "records": "40", "without_time": 0}, "want": "unknown"},
		"times not looked at": {"test": {"requests": 40, "records": 40}, "want": "unknown"},
		"nothing there": {"test": null, "want": "unknown"},
	}

	checks := art_12.events_recorded_automatically with trust.evidence as {"log_test": case.test}

	{[check.term, check.status] | some check in checks} == {["event log", case.want]}
}
