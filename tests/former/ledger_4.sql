-- A hub's ledger as the last PlantOS with version 4 of it left it on 17 June 2026, with rows in every table.
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, hub_id TEXT NOT NULL, plant_id TEXT, at REAL NOT NULL,
  document TEXT NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"log_care","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"last":null},"after":{"kind":"fertilised","at":"2026-06-17T17:32:50+00:00","note":"half"},"success":true,"error":null}');
INSERT INTO "audit" VALUES(2,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"log_care","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"last":null},"after":{"kind":"watered_by_hand","at":"2026-06-17T17:32:50+00:00","amount_ml":150.0},"success":true,"error":null}');
INSERT INTO "audit" VALUES(3,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"log_care","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"last":null},"after":{"kind":"pruned","at":"2026-06-17T17:32:50+00:00"},"success":true,"error":null}');
INSERT INTO "audit" VALUES(4,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"forget_care","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"entry":"8ffa4cdd268f47389b437c04ef309bab","kind":"pruned","at":"2026-06-17T17:32:50+00:00"},"after":{},"success":true,"error":null}');
INSERT INTO "audit" VALUES(5,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"change_settings","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"calibrations":"{}"},"after":{"calibrations":"{\"moisture\": {\"slope\": 1.02, \"offset\": 0.0}}"},"success":true,"error":null}');
INSERT INTO "audit" VALUES(6,'hub-id','fern-id',1781717570.0,'{"at":"2026-06-17T17:32:50Z","action":"postpone_watering","plant_id":"fern-id","user_id":"437721781bba4842aa1bb772fac72559","before":{"until":null},"after":{"until":"2026-06-18T17:32:50+00:00"},"success":true,"error":null}');
CREATE TABLE breakers (
  hub_id TEXT NOT NULL, device TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, device)
) STRICT, WITHOUT ROWID;
INSERT INTO "breakers" VALUES('hub-id','fern-id:moisture','{"state":"closed","failures_in_row":0,"total_failures":3,"total_rejections":0,"opened_count":1,"last_failure":"no answer","opened_at":"2026-06-17T17:32:50Z"}');
INSERT INTO "breakers" VALUES('hub-id','fern-id:outlet','{"state":"closed","failures_in_row":0,"total_failures":5,"total_rejections":0,"opened_count":1,"last_failure":"no answer","opened_at":"2026-06-17T17:32:50Z"}');
CREATE TABLE decisions (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, since REAL NOT NULL, count INTEGER NOT NULL,
  document TEXT NOT NULL, PRIMARY KEY (hub_id, plant_id, since)
) STRICT, WITHOUT ROWID;
INSERT INTO "decisions" VALUES('hub-id','basil-id',1780315200.0,17,'{"should_water":false,"amount_ml":0.0,"strategy":"weather","reason":{"key":"decision_moist","values":{"moisture":"45","minimum":"30"}},"inputs":{"moisture":45.0,"minimum":30.0},"pulses":1}');
INSERT INTO "decisions" VALUES('hub-id','basil-id',1781698450.0,37,'{"should_water":false,"amount_ml":0.0,"strategy":"weather","reason":{"key":"decision_settling","values":{}},"inputs":{"minimum":30.0},"pulses":1}');
INSERT INTO "decisions" VALUES('hub-id','basil-id',1781700590.0,63,'{"should_water":false,"amount_ml":0.0,"strategy":"weather","reason":{"key":"decision_moist","values":{"moisture":"62","minimum":"30"}},"inputs":{"moisture":62.0,"minimum":30.0},"pulses":1}');
INSERT INTO "decisions" VALUES('hub-id','basil-id',1781711390.0,1,'{"should_water":true,"amount_ml":100.0,"strategy":"weather","reason":{"key":"decision_no_forecast","values":{"amount":"100"}},"inputs":{"moisture":28.5,"minimum":30.0},"pulses":1}');
INSERT INTO "decisions" VALUES('hub-id','basil-id',1781711640.0,16,'{"should_water":false,"amount_ml":0.0,"strategy":"weather","reason":{"key":"decision_settling","values":{}},"inputs":{"minimum":30.0},"pulses":1}');
INSERT INTO "decisions" VALUES('hub-id','basil-id',1781715050.0,1,'{"should_water":false,"amount_ml":0.0,"strategy":"weather","reason":{"key":"decision_moist","values":{"moisture":"47","minimum":"30"}},"inputs":{"moisture":47.0,"minimum":30.0},"pulses":1}');
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, hub_id TEXT NOT NULL,
  plant_id TEXT NOT NULL, type TEXT NOT NULL, occurred_at REAL NOT NULL, document TEXT NOT NULL
) STRICT;
INSERT INTO "events" VALUES(8,'75fe196f3fb044b39a3376ff49884483','hub-id','hub-id','health_changed',1781698200.0,'{"type":"health_changed","plant_id":"hub-id","plant_name":"My plants","occurred_at":"2026-06-17T12:10:00Z","data":{"status":"degraded","before":"healthy","reasons":"forecast_missing"},"reason":null,"correlation_id":"c0865104471549a28db2cf87a7028f1a","causation_id":null,"user_id":null,"event_id":"75fe196f3fb044b39a3376ff49884483","version":1}');
INSERT INTO "events" VALUES(9,'1be8d28b809d4792bb4a7c90679c8a3e','hub-id','basil-id','sensor_reading_recorded',1781698200.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:10:00Z","data":{"moisture":43.0,"moisture_quality":1.0},"reason":null,"correlation_id":"17d2758d1ab84bae872181d8553969ac","causation_id":null,"user_id":null,"event_id":"1be8d28b809d4792bb4a7c90679c8a3e","version":1}');
INSERT INTO "events" VALUES(10,'e2485bfb840c4af3a1d00966dbdbf222','hub-id','fern-id','sensor_reading_recorded',1781698200.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T12:10:00Z","data":{"moisture":null,"moisture_quality":0.0},"reason":null,"correlation_id":"fe21b0dedf294803a9c1ad947a1c930d","causation_id":null,"user_id":null,"event_id":"e2485bfb840c4af3a1d00966dbdbf222","version":1}');
INSERT INTO "events" VALUES(11,'39dc35e3bab8466e96a5072ea5c5bdc4','hub-id','hub-id','health_changed',1781698260.0,'{"type":"health_changed","plant_id":"hub-id","plant_name":"My plants","occurred_at":"2026-06-17T12:11:00Z","data":{"status":"healthy","before":"degraded","reasons":""},"reason":null,"correlation_id":"0078dc815b8c419798f68a7332fa9039","causation_id":null,"user_id":null,"event_id":"39dc35e3bab8466e96a5072ea5c5bdc4","version":1}');
INSERT INTO "events" VALUES(12,'c50c49af7fe5467c8ddf70699d2b742d','hub-id','basil-id','watering_started',1781698380.0,'{"type":"watering_started","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:13:00Z","data":{"run_id":"160f1cde3aad419aad29cee83e89dc7e","origin":"action","approved":false,"status":"watering","requested_ml":80.0,"ml":null,"estimated":false,"moisture_before":43.0,"moisture_after":null,"effect":null},"reason":{"key":"asked_for","values":{}},"correlation_id":"160f1cde3aad419aad29cee83e89dc7e","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"c50c49af7fe5467c8ddf70699d2b742d","version":1}');
INSERT INTO "events" VALUES(13,'9507e434824b488b9f7beeb3ece3659d','hub-id','basil-id','plant_watered',1781698388.0,'{"type":"plant_watered","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:13:08Z","data":{"run_id":"160f1cde3aad419aad29cee83e89dc7e","origin":"action","approved":false,"status":"completed","requested_ml":80.0,"ml":80.0,"estimated":false,"moisture_before":43.0,"moisture_after":null,"effect":null},"reason":{"key":"asked_for","values":{}},"correlation_id":"160f1cde3aad419aad29cee83e89dc7e","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"9507e434824b488b9f7beeb3ece3659d","version":1}');
INSERT INTO "events" VALUES(14,'11c34e5a55064ea38687871d14874f75','hub-id','fern-id','sensor_reading_recorded',1781698510.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T12:15:10Z","data":{"moisture":54.0,"moisture_quality":1.0},"reason":null,"correlation_id":"fc785e3531db4169a896fb3f72bf3f6f","causation_id":null,"user_id":null,"event_id":"11c34e5a55064ea38687871d14874f75","version":1}');
INSERT INTO "events" VALUES(15,'5cde3685425f4c75a58eb717be6a4fbb','hub-id','basil-id','sensor_reading_recorded',1781698690.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:18:10Z","data":{"moisture":60.0,"moisture_quality":1.0},"reason":null,"correlation_id":"d1229f446ca743ea871e25246a02273e","causation_id":null,"user_id":null,"event_id":"5cde3685425f4c75a58eb717be6a4fbb","version":1}');
INSERT INTO "events" VALUES(16,'17f1689e75b94d9092395d77eac96709','hub-id','basil-id','sensor_reading_recorded',1781700590.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:49:50Z","data":{"moisture":62.0,"moisture_quality":1.0},"reason":null,"correlation_id":"9f95c3ace7db4f4dbbfa0237f0588126","causation_id":null,"user_id":null,"event_id":"17f1689e75b94d9092395d77eac96709","version":1}');
INSERT INTO "events" VALUES(17,'27b93a7908f14e2ca11556db7bb66053','hub-id','basil-id','watering_verified',1781698388.0,'{"type":"watering_verified","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T12:13:08Z","data":{"run_id":"160f1cde3aad419aad29cee83e89dc7e","origin":"action","approved":false,"status":"completed","requested_ml":80.0,"ml":80.0,"estimated":false,"moisture_before":43.0,"moisture_after":62.0,"effect":"seen"},"reason":{"key":"asked_for","values":{}},"correlation_id":"160f1cde3aad419aad29cee83e89dc7e","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"27b93a7908f14e2ca11556db7bb66053","version":1}');
INSERT INTO "events" VALUES(18,'17642668733b41848dfd0e8acad7f264','hub-id','basil-id','sensor_reading_recorded',1781704190.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T13:49:50Z","data":{"moisture":50.0,"moisture_quality":1.0},"reason":null,"correlation_id":"c70ecd729db94b09b44e0db6bb081abd","causation_id":null,"user_id":null,"event_id":"17642668733b41848dfd0e8acad7f264","version":1}');
INSERT INTO "events" VALUES(19,'ab0c57f793cb4b97b8ce9f183ca7ad55','hub-id','fern-id','sensor_reading_recorded',1781704430.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T13:53:50Z","data":{"moisture":51.0,"moisture_quality":1.0},"reason":null,"correlation_id":"8cd62d499af4446dafc02d5ded74e187","causation_id":null,"user_id":null,"event_id":"ab0c57f793cb4b97b8ce9f183ca7ad55","version":1}');
INSERT INTO "events" VALUES(20,'5ef5aaf168744ea08d637b4cefc73b22','hub-id','basil-id','sensor_reading_recorded',1781707790.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T14:49:50Z","data":{"moisture":38.0,"moisture_quality":1.0},"reason":null,"correlation_id":"4a988e33a278414a8ab20721f5089901","causation_id":null,"user_id":null,"event_id":"5ef5aaf168744ea08d637b4cefc73b22","version":1}');
INSERT INTO "events" VALUES(21,'95496896b91e48b7b0ba732e8b56aacc','hub-id','fern-id','sensor_reading_recorded',1781708030.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T14:53:50Z","data":{"moisture":39.0,"moisture_quality":1.0},"reason":null,"correlation_id":"ab22527a4fd64303abdcf90965b70a26","causation_id":null,"user_id":null,"event_id":"95496896b91e48b7b0ba732e8b56aacc","version":1}');
INSERT INTO "events" VALUES(22,'83c450082c0e45fdb05d38b44183b08a','hub-id','basil-id','sensor_reading_recorded',1781711390.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T15:49:50Z","data":{"moisture":28.5,"moisture_quality":1.0},"reason":null,"correlation_id":"68108b49ac424fbd8dbe2c9b62662a74","causation_id":null,"user_id":null,"event_id":"83c450082c0e45fdb05d38b44183b08a","version":1}');
INSERT INTO "events" VALUES(23,'d6f8ebe6e0d84eeb80a82f0526696536','hub-id','basil-id','watering_started',1781711390.0,'{"type":"watering_started","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T15:49:50Z","data":{"run_id":"b3c0660aab4c47178b82530c2ae84335","origin":"automatic","approved":false,"status":"watering","requested_ml":100.0,"ml":null,"estimated":false,"moisture_before":28.5,"moisture_after":null,"effect":null},"reason":{"key":"decision_no_forecast","values":{"amount":"100"}},"correlation_id":"b3c0660aab4c47178b82530c2ae84335","causation_id":null,"user_id":null,"event_id":"d6f8ebe6e0d84eeb80a82f0526696536","version":1}');
INSERT INTO "events" VALUES(24,'01f8fa75347e4a28a084f460c52956e0','hub-id','fern-id','sensor_reading_recorded',1781711391.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T15:49:51Z","data":{"moisture":29.5,"moisture_quality":1.0},"reason":null,"correlation_id":"4547d8c12e52417e99975237eb840298","causation_id":null,"user_id":null,"event_id":"01f8fa75347e4a28a084f460c52956e0","version":1}');
INSERT INTO "events" VALUES(25,'d23a1302dbb94f62a2153b2f0b2dc045','hub-id','basil-id','plant_watered',1781711400.0,'{"type":"plant_watered","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T15:50:00Z","data":{"run_id":"b3c0660aab4c47178b82530c2ae84335","origin":"automatic","approved":false,"status":"completed","requested_ml":100.0,"ml":100.0,"estimated":false,"moisture_before":28.5,"moisture_after":null,"effect":null},"reason":{"key":"decision_no_forecast","values":{"amount":"100"}},"correlation_id":"b3c0660aab4c47178b82530c2ae84335","causation_id":null,"user_id":null,"event_id":"d23a1302dbb94f62a2153b2f0b2dc045","version":1}');
INSERT INTO "events" VALUES(26,'ca68a216576c4bbfa97e4768c9543c09','hub-id','basil-id','sensor_reading_recorded',1781715050.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T16:50:50Z","data":{"moisture":47.0,"moisture_quality":1.0},"reason":null,"correlation_id":"6d4b43f0b3a44134bb354e9c93ef8b16","causation_id":null,"user_id":null,"event_id":"ca68a216576c4bbfa97e4768c9543c09","version":1}');
INSERT INTO "events" VALUES(27,'9b73a5ca59cf433eaa21e6d90b569562','hub-id','basil-id','watering_verified',1781711400.0,'{"type":"watering_verified","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T15:50:00Z","data":{"run_id":"b3c0660aab4c47178b82530c2ae84335","origin":"automatic","approved":false,"status":"completed","requested_ml":100.0,"ml":100.0,"estimated":false,"moisture_before":28.5,"moisture_after":47.0,"effect":"unjudged"},"reason":{"key":"decision_no_forecast","values":{"amount":"100"}},"correlation_id":"b3c0660aab4c47178b82530c2ae84335","causation_id":null,"user_id":null,"event_id":"9b73a5ca59cf433eaa21e6d90b569562","version":1}');
INSERT INTO "events" VALUES(28,'90a8a66466e244e48050a6911012b53e','hub-id','basil-id','sensor_reading_recorded',1781717450.0,'{"type":"sensor_reading_recorded","plant_id":"basil-id","plant_name":"Basil","occurred_at":"2026-06-17T17:30:50Z","data":{"moisture":48.0,"moisture_quality":1.0},"reason":null,"correlation_id":"a32842a8c4bc437db9b2882185e108c3","causation_id":null,"user_id":null,"event_id":"90a8a66466e244e48050a6911012b53e","version":1}');
INSERT INTO "events" VALUES(29,'1630b47155764d509e81c9d1b3795478','hub-id','fern-id','care_logged',1781717570.0,'{"type":"care_logged","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"kind":"fertilised","amount_ml":null,"note":"half","told_at":"2026-06-17T17:32:50+00:00"},"reason":null,"correlation_id":"2a0aae5a059d4af6b971a0c360024741","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"1630b47155764d509e81c9d1b3795478","version":1}');
INSERT INTO "events" VALUES(30,'e93a491f23f843a0a475f3cce14cddc9','hub-id','fern-id','care_logged',1781717570.0,'{"type":"care_logged","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"kind":"watered_by_hand","amount_ml":150.0,"note":null,"told_at":"2026-06-17T17:32:50+00:00"},"reason":null,"correlation_id":"bfbaa5e4ab0046609ebfcaa49b7aa344","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"e93a491f23f843a0a475f3cce14cddc9","version":1}');
INSERT INTO "events" VALUES(31,'8ffa4cdd268f47389b437c04ef309bab','hub-id','fern-id','care_logged',1781717570.0,'{"type":"care_logged","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"kind":"pruned","amount_ml":null,"note":null,"told_at":"2026-06-17T17:32:50+00:00"},"reason":null,"correlation_id":"27c6836f8e1e462a9cd3485b96f8f991","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"8ffa4cdd268f47389b437c04ef309bab","version":1}');
INSERT INTO "events" VALUES(32,'d1494d748b004a3284c3f7693d01e957','hub-id','fern-id','care_forgotten',1781717570.0,'{"type":"care_forgotten","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"kind":"pruned","amount_ml":null,"done_at":"2026-06-17T17:32:50+00:00","entry":"8ffa4cdd268f47389b437c04ef309bab"},"reason":null,"correlation_id":"27c6836f8e1e462a9cd3485b96f8f991","causation_id":"01KT1GW6G0VRDF39WY5MRWWYTH","user_id":"437721781bba4842aa1bb772fac72559","event_id":"d1494d748b004a3284c3f7693d01e957","version":1}');
INSERT INTO "events" VALUES(33,'833613e3a87d40db91216b11eb10bf39','hub-id','fern-id','sensor_reading_recorded',1781717570.0,'{"type":"sensor_reading_recorded","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"moisture":15.3,"moisture_quality":1.0},"reason":null,"correlation_id":"a567734c52614b03b13fcffb5c839b2e","causation_id":null,"user_id":null,"event_id":"833613e3a87d40db91216b11eb10bf39","version":1}');
INSERT INTO "events" VALUES(34,'9e0f86b9750f403499d60b1c54dd9458','hub-id','fern-id','critical_moisture',1781717570.0,'{"type":"critical_moisture","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"moisture":15.3,"minimum":30.0},"reason":null,"correlation_id":"bae174df0b2f49348f622ab3eb795203","causation_id":null,"user_id":null,"event_id":"9e0f86b9750f403499d60b1c54dd9458","version":1}');
INSERT INTO "events" VALUES(35,'540ffd250f214ae8a82d7c6ab6a6c3aa','hub-id','fern-id','circuit_breaker_changed',1781717570.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"device":"fern-id:outlet","state":"open","failures":5,"last_failure":"no answer"},"reason":null,"correlation_id":"9aa18036870a45e4a9c3b68eec3f52f6","causation_id":null,"user_id":null,"event_id":"540ffd250f214ae8a82d7c6ab6a6c3aa","version":1}');
INSERT INTO "events" VALUES(36,'4be78982af9d4cfdb749c2e9df514832','hub-id','fern-id','circuit_breaker_changed',1781717570.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:32:50Z","data":{"device":"fern-id:moisture","state":"open","failures":3,"last_failure":"no answer"},"reason":null,"correlation_id":"c6b7929c897a4c54b21ce25827ce3a66","causation_id":null,"user_id":null,"event_id":"4be78982af9d4cfdb749c2e9df514832","version":1}');
INSERT INTO "events" VALUES(37,'94470bc3dcc04aa4ac434a2bea73e706','hub-id','hub-id','health_changed',1781717630.0,'{"type":"health_changed","plant_id":"hub-id","plant_name":"My plants","occurred_at":"2026-06-17T17:33:50Z","data":{"status":"degraded","before":"healthy","reasons":"breaker_open"},"reason":null,"correlation_id":"9ccb958e57a942dfae36b550c55b88a3","causation_id":null,"user_id":null,"event_id":"94470bc3dcc04aa4ac434a2bea73e706","version":1}');
INSERT INTO "events" VALUES(38,'c729ea29ea1d4b59809802b15f0f64a4','hub-id','fern-id','circuit_breaker_changed',1781717630.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:33:50Z","data":{"device":"fern-id:moisture","state":"half_open","failures":3,"last_failure":"no answer"},"reason":null,"correlation_id":"04c4c4065c6540e6be49078859d2ddf8","causation_id":null,"user_id":null,"event_id":"c729ea29ea1d4b59809802b15f0f64a4","version":1}');
INSERT INTO "events" VALUES(39,'83f323b358f84f62b8578646e4e4aef3','hub-id','fern-id','circuit_breaker_changed',1781717630.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:33:50Z","data":{"device":"fern-id:outlet","state":"half_open","failures":5,"last_failure":"no answer"},"reason":null,"correlation_id":"f4780f50a2a24f9db487c260ef094758","causation_id":null,"user_id":null,"event_id":"83f323b358f84f62b8578646e4e4aef3","version":1}');
INSERT INTO "events" VALUES(40,'6a9f07136ef24ab0a1794fb9bbf79c58','hub-id','fern-id','circuit_breaker_changed',1781717690.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:34:50Z","data":{"device":"fern-id:moisture","state":"closed","failures":0,"last_failure":"no answer"},"reason":null,"correlation_id":"223868c6db524fac8b234269c8bb49dd","causation_id":null,"user_id":null,"event_id":"6a9f07136ef24ab0a1794fb9bbf79c58","version":1}');
INSERT INTO "events" VALUES(41,'f9e182389c6b4a7db7d97dd058b9b452','hub-id','fern-id','circuit_breaker_changed',1781717690.0,'{"type":"circuit_breaker_changed","plant_id":"fern-id","plant_name":"Fern","occurred_at":"2026-06-17T17:34:50Z","data":{"device":"fern-id:outlet","state":"closed","failures":0,"last_failure":"no answer"},"reason":null,"correlation_id":"58f7e16ec3dc402caef6b8631277c024","causation_id":null,"user_id":null,"event_id":"f9e182389c6b4a7db7d97dd058b9b452","version":1}');
INSERT INTO "events" VALUES(42,'b2a21e7918bb46e2a7e72b91dd9ed6b6','hub-id','hub-id','health_changed',1781717690.0,'{"type":"health_changed","plant_id":"hub-id","plant_name":"My plants","occurred_at":"2026-06-17T17:34:50Z","data":{"status":"healthy","before":"degraded","reasons":""},"reason":null,"correlation_id":"fef3d9f80246495d9e8d244afee0e3bb","causation_id":null,"user_id":null,"event_id":"b2a21e7918bb46e2a7e72b91dd9ed6b6","version":1}');
CREATE TABLE failed_commands (
  run_id TEXT PRIMARY KEY, hub_id TEXT NOT NULL, kept_at REAL NOT NULL, attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "failed_commands" VALUES('a0400a3f6fce4795a530a9e4ad215655','hub-id',1781717570.0,1);
CREATE TABLE hours (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, measure TEXT NOT NULL, hour INTEGER NOT NULL,
  mean REAL NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hub_id, plant_id, measure, hour)
) STRICT, WITHOUT ROWID;
INSERT INTO "hours" VALUES('hub-id','basil-id','moisture',494532,44.0,2);
INSERT INTO "hours" VALUES('hub-id','fern-id','moisture',494532,55.0,2);
CREATE TABLE models (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, plant_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "models" VALUES('hub-id','basil-id','{"marks":["ocimum_basilicum",2.0,null,"potting_soil","sensor.basil_probe"],"given_ml":180.0,"heard":"2026-06-17T16:00:00+00:00","model":{"version":2,"at":"2026-06-17T16:49:50+00:00","mean":[72.6003087,2.40066432,0.428298765,-1.53370396,70.0024007,-1.31625413,0.501600109],"covariance":[77.3502928,17.0914954,32.9244627,-1.83901512,-0.0770565187,1.49030062,3.42631835,0.697420297,0.00723119428,0.197327069,34.4193536,0.00193742655,2.00881848e-05,-0.000181813402,101.277489,1.87163452,3.67099069,-0.00860666419,0.0778968787,0.000216396744,0.410060988,-0.0193134884,0.00129132076,1.33890443e-05,-0.000121181069,-3.36639787e-07,0.000144231329,0.165677507],"noise":1.0,"demand":0.0971553791,"demand_most":0.410465325,"ml_most":100.0,"risen":21.0556155,"dry_h":1.0,"silent_h":4.0,"days":1.02766204,"doubted":0.0,"wetter":0.0,"drier":0.0,"dark_h":1388.83056,"readings":2.0,"waterings":0.0,"doubts":0.0,"changes":0.0}}');
INSERT INTO "models" VALUES('hub-id','fern-id','{"marks":["own-fern",2.0,null,"potting_soil","sensor.fern_probe",1.02,0.0],"given_ml":0.0,"heard":"2026-06-17T17:32:50+00:00","model":{"version":2,"at":"2026-06-17T17:32:50+00:00","mean":[50.0,0.0,0.523781466,-2.39789527,70.0,-0.287682072,0.5],"covariance":[900.0,0.0,1e-06,0.0,0.0,1.44,0.0,0.0,0.0,0.25,0.0,0.0,0.0,0.0,100.0,0.0,0.0,0.0,0.0,0.0,0.49,0.0,0.0,0.0,0.0,0.0,0.0,0.16],"noise":1.0,"demand":0.08,"demand_most":0.08,"ml_most":0.0,"risen":0.0,"dry_h":0.0,"silent_h":0.0,"days":0.0,"doubted":0.0,"wetter":0.0,"drier":0.0,"dark_h":1000.0,"readings":0.0,"waterings":0.0,"doubts":0.0,"changes":0.0}}');
CREATE TABLE notices (
  hub_id TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (hub_id, subject, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO "notices" VALUES('hub-id','basil-id','watered_by_hand','{"notice":{"kind":"watered_by_hand","subject":"basil-id","title":{"key":"notice_title_watered","values":{"name":"Basil"}},"message":{"key":"notice_watered","values":{"plant":"Basil","amount":"80"}},"why":null,"matter":"160f1cde3aad419aad29cee83e89dc7e","answers":[]},"notice_id":"d2fc9ba6930e46cead0285f46fed4e65","at":"2026-06-17T12:13:08Z","waits":false,"shown":true,"over":false,"snoozed_until":null,"answered":null}');
INSERT INTO "notices" VALUES('hub-id','fern-id','breaker_open','{"notice":{"kind":"breaker_open","subject":"fern-id","title":{"key":"notice_title_alert","values":{"name":"Fern"}},"message":{"key":"notice_breaker","values":{"device":"Fern"}},"why":null,"matter":"","answers":[]},"notice_id":"bb555e9ca0514ca78b4be30c537a3884","at":"2026-06-17T17:32:50Z","waits":false,"shown":false,"over":true,"snoozed_until":null,"answered":null}');
INSERT INTO "notices" VALUES('hub-id','fern-id','critical_moisture','{"notice":{"kind":"critical_moisture","subject":"fern-id","title":{"key":"notice_title_alert","values":{"name":"Fern"}},"message":{"key":"notice_critical","values":{"plant":"Fern","moisture":"15.3","minimum":"30"}},"why":null,"matter":"","answers":["water","snooze"]},"notice_id":"cb4ca18bc4f34fa1bd4f85545cf7345a","at":"2026-06-17T17:32:50Z","waits":false,"shown":true,"over":false,"snoozed_until":null,"answered":null}');
INSERT INTO "notices" VALUES('hub-id','fern-id','dry','{"notice":{"kind":"dry","subject":"fern-id","title":{"key":"notice_title_dry","values":{"name":"Fern"}},"message":{"key":"notice_dry","values":{"plant":"Fern","moisture":"29.5","minimum":"30"}},"why":null,"matter":"","answers":["water","snooze"]},"notice_id":"f1de8ff2c1284189961618d01378c849","at":"2026-06-17T15:49:52Z","waits":false,"shown":false,"over":true,"snoozed_until":null,"answered":null}');
CREATE TABLE readings (
  hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, measure TEXT NOT NULL,
  at REAL NOT NULL, value REAL NOT NULL, quality REAL NOT NULL
) STRICT;
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698200.0,43.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698200.0,43.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781698690.0,60.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781700590.0,62.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781698200.0,54.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781704190.0,50.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781704190.0,51.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781707790.0,38.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781707790.0,39.0,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781711390.0,28.5,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781715050.0,47.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781711390.0,29.5,1.0);
INSERT INTO "readings" VALUES('hub-id','basil-id','moisture',1781717450.0,48.0,1.0);
INSERT INTO "readings" VALUES('hub-id','fern-id','moisture',1781717570.0,15.3,1.0);
CREATE TABLE runs (
  run_id TEXT PRIMARY KEY, hub_id TEXT NOT NULL, plant_id TEXT NOT NULL, state TEXT NOT NULL,
  idempotency_key TEXT, requested_at REAL NOT NULL, closed_at REAL, deadline_at REAL,
  delivered_ml REAL NOT NULL, document TEXT NOT NULL
) STRICT;
INSERT INTO "runs" VALUES('160f1cde3aad419aad29cee83e89dc7e','hub-id','basil-id','completed','monday',1781698380.0,1781698388.0,NULL,80.0,'{"run_id":"160f1cde3aad419aad29cee83e89dc7e","plant_id":"basil-id","plant_name":"Basil","origin":"action","amount_ml":80.0,"reason":{"key":"asked_for","values":{}},"requested_at":"2026-06-17T12:13:00Z","priority":1,"state":"completed","pulse":1,"pulses":1,"planned_s":8.0,"deadline_at":null,"opened_at":"2026-06-17T12:13:00Z","confirmed":true,"closed_at":"2026-06-17T12:13:08Z","delivered_ml":80.0,"earlier_ml":0.0,"estimated":false,"metered":false,"moisture_before":43.0,"moisture_after":62.0,"effect":"seen","unverified":null,"failure":null,"denials":1,"attempts":1,"approved":false,"replays":null,"idempotency_key":"monday","override":false,"user_id":"437721781bba4842aa1bb772fac72559","context_id":"01KT1GW6G0VRDF39WY5MRWWYTH"}');
INSERT INTO "runs" VALUES('b3c0660aab4c47178b82530c2ae84335','hub-id','basil-id','completed',NULL,1781711390.0,1781711400.0,NULL,100.0,'{"run_id":"b3c0660aab4c47178b82530c2ae84335","plant_id":"basil-id","plant_name":"Basil","origin":"automatic","amount_ml":100.0,"reason":{"key":"decision_no_forecast","values":{"amount":"100"}},"requested_at":"2026-06-17T15:49:50Z","priority":2,"state":"completed","pulse":1,"pulses":1,"planned_s":10.0,"deadline_at":null,"opened_at":"2026-06-17T15:49:50Z","confirmed":true,"closed_at":"2026-06-17T15:50:00Z","delivered_ml":100.0,"earlier_ml":0.0,"estimated":false,"metered":false,"moisture_before":28.5,"moisture_after":47.0,"effect":"unjudged","unverified":null,"failure":null,"denials":1,"attempts":1,"approved":false,"replays":null,"idempotency_key":null,"override":false,"user_id":null,"context_id":null}');
INSERT INTO "runs" VALUES('a0400a3f6fce4795a530a9e4ad215655','hub-id','basil-id','denied',NULL,1781717570.0,NULL,NULL,0.0,'{"run_id":"a0400a3f6fce4795a530a9e4ad215655","plant_id":"basil-id","plant_name":"Basil","origin":"action","amount_ml":501.0,"reason":{"key":"asked_for","values":{}},"requested_at":"2026-06-17T17:32:50Z","priority":1,"state":"denied","pulse":0,"pulses":1,"planned_s":0.0,"deadline_at":null,"opened_at":null,"confirmed":false,"closed_at":null,"delivered_ml":0.0,"earlier_ml":0.0,"estimated":false,"metered":false,"moisture_before":48.0,"moisture_after":null,"effect":null,"unverified":null,"failure":{"key":"denied_run_limit","values":{"amount":"501","limit":"500"}},"denials":1,"attempts":1,"approved":false,"replays":null,"idempotency_key":null,"override":false,"user_id":"437721781bba4842aa1bb772fac72559","context_id":"01KT1GW6G0VRDF39WY5MRWWYTH"}');
CREATE TABLE spells (
  hub_id TEXT NOT NULL, start REAL NOT NULL, end REAL NOT NULL, reference_mm REAL, rain_mm REAL,
  PRIMARY KEY (hub_id, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "spells" VALUES('hub-id',1781701200.0,1781704800.0,0.41086067159312878,NULL);
INSERT INTO "spells" VALUES('hub-id',1781704800.0,1781708400.0,0.37312327999139133,NULL);
INSERT INTO "spells" VALUES('hub-id',1781708400.0,1781712000.0,0.31964194187847694,NULL);
INSERT INTO "spells" VALUES('hub-id',1781712000.0,1781715600.0,0.25406132206469057,NULL);
CREATE TABLE standings (
  hub_id TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (hub_id, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO "standings" VALUES('hub-id','basil-id','{"off":false,"locked":false,"postponed_until":null,"undone":null,"without_effect":0,"dry":null,"begun":{"way":"5d71dcb9963b7111","account":"2026-06-01T12:00:00Z","schedule":"2026-06-01T12:00:00Z","off_at":null}}');
INSERT INTO "standings" VALUES('hub-id','fern-id','{"off":false,"locked":false,"postponed_until":"2026-06-18T17:32:50Z","undone":null,"without_effect":0,"dry":null,"begun":{"way":"f28896211a5e16d5","account":"2026-06-01T12:00:00Z","schedule":"2026-06-01T12:00:00Z","off_at":"2026-06-01T12:00:00Z"}}');
INSERT INTO "standings" VALUES('hub-id','hedge-id','{"off":false,"locked":false,"postponed_until":null,"undone":null,"without_effect":0,"dry":null,"begun":{"way":"a965c6ecd853f67c","account":"2026-06-01T12:00:00Z","schedule":"2026-06-01T12:00:00Z","off_at":"2026-06-01T12:00:00Z"}}');
CREATE INDEX runs_by_plant ON runs (hub_id, plant_id, requested_at);
CREATE INDEX runs_by_key ON runs (hub_id, plant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX runs_open ON runs (hub_id, state);
CREATE INDEX events_by_plant ON events (hub_id, plant_id, sequence);
CREATE INDEX readings_by_plant ON readings (hub_id, plant_id, measure, at);
CREATE INDEX audit_by_hub ON audit (hub_id, sequence);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',42);
INSERT INTO "sqlite_sequence" VALUES('audit',6);
COMMIT;
